package org.dashsweep.trial;

/** Runs trials. One instance per JVM, shared by its concurrent trials: it owns the base models. */
public interface TrialRunner extends AutoCloseable {
  /**
   * Runs one trial on the calling thread from its checkpoint, if it has one, or from the start.
   *
   * @throws TrialException if it fails
   * @throws TrialCancelledException if the listener stopped it; its checkpoint is kept
   */
  TrialResult run(TrialRequest request, TrialListener listener);

  @Override
  void close();
}
