package org.dashsweep.jobs.analysis.result;

/** A cost of a trial that quality is weighed against. */
public enum Cost {
  /** Trainable parameters of the method and the task's head. */
  TRAINABLE_PARAMETERS("trainable parameters"),
  /** Wall-clock seconds of training steps. */
  TRAIN_SECONDS("training seconds"),
  /** Largest memory seen, in bytes. */
  PEAK_MEMORY_BYTES("peak memory");

  private final String title;

  Cost(String title) {
    this.title = title;
  }

  /** Returns the cost's name for people. */
  public String title() {
    return title;
  }
}
