package org.dashsweep.train;

import java.nio.file.Path;

/**
 * A trial's own checkpoint cannot be gone on from and was put aside: the trial is to be started
 * afresh.
 */
public final class UnusableCheckpointException extends RuntimeException {
  public UnusableCheckpointException(Path aside, Throwable cause) {
    super("The checkpoint is put aside as " + aside, cause);
  }
}
