package org.dashsweep.trial;

import java.nio.file.Path;

/**
 * A trial's own checkpoint cannot be gone on from and was put aside: the trial is to be started
 * afresh.
 */
final class UnusableCheckpointException extends RuntimeException {
  UnusableCheckpointException(Path aside, Throwable cause) {
    super("The checkpoint is put aside as " + aside, cause);
  }
}
