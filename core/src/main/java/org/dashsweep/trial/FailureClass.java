package org.dashsweep.trial;

/** The class of a trial's failure, as far as a user has to tell the cases apart. */
public enum FailureClass {
  /** The loss, a gradient or the model's outputs stopped being finite. */
  DIVERGED,
  /** Host or device memory ran out. */
  OUT_OF_MEMORY,
  /** A checkpoint, data set or setting was not usable. */
  BAD_INPUT,
  /** A file could not be read or written. */
  STORAGE,
  /** The GPU it was to compute with cannot be used, or no longer, again and again. */
  DEVICE,
  /** The process it ran in died, again and again. */
  LOST,
  /** It took longer than it was given; its checkpoint is kept. */
  DEADLINE,
  /** Anything else: a fault of the program. */
  INTERNAL
}
