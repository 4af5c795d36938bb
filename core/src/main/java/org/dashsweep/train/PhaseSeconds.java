package org.dashsweep.train;

/**
 * Wall-clock seconds by what they were spent on. On a device that works on while the caller goes
 * on, the phase that waits is charged.
 *
 * @param forward batches put together, launches and losses included
 * @param backward gradients
 * @param update clipping and the optimiser
 */
public record PhaseSeconds(double forward, double backward, double update) {
  static final PhaseSeconds NONE = new PhaseSeconds(0, 0, 0);

  PhaseSeconds plus(double moreForward, double moreBackward, double moreUpdate) {
    return new PhaseSeconds(forward + moreForward, backward + moreBackward, update + moreUpdate);
  }

  /** Returns the time spent since an earlier reading of the same clock. */
  public PhaseSeconds since(PhaseSeconds earlier) {
    return plus(-earlier.forward, -earlier.backward, -earlier.update);
  }
}
