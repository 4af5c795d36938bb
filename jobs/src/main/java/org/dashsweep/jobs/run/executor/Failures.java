package org.dashsweep.jobs.run.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.dashsweep.jobs.storage.StorageAddress;
import org.dashsweep.jobs.storage.StorageException;
import org.dashsweep.jobs.storage.StorageFault;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialException;
import org.dashsweep.weights.CheckpointException;

/** Turns what a trial threw into its row's outcome. */
final class Failures {
  private Failures() {}

  static Outcome.Failed outcome(Throwable thrown) {
    return new Outcome.Failed(classify(thrown), message(thrown));
  }

  /**
   * Returns whether the next attempt goes on from this one's checkpoint. It starts afresh after a
   * failure that may be due to the trial's own state. Input that is mended needs no new start.
   */
  static boolean leavesCheckpoint(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        && switch (failed.failureClass()) {
          case OUT_OF_MEMORY, STORAGE, DEVICE, LOST, DEADLINE, BAD_INPUT -> true;
          case DIVERGED, INTERNAL -> false;
        };
  }

  private static FailureClass classify(Throwable thrown) {
    // Innermost first: what ran out of memory is no fault of the code that wrapped it.
    FailureClass byCause =
        thrown.getCause() == null ? FailureClass.INTERNAL : classify(thrown.getCause());
    if (byCause == FailureClass.OUT_OF_MEMORY || thrown instanceof OutOfMemoryError) {
      return FailureClass.OUT_OF_MEMORY;
    }
    if (thrown instanceof TrialException trial) {
      return trial.failureClass();
    }
    if (thrown instanceof CheckpointException) {
      return FailureClass.BAD_INPUT;
    }
    if (thrown instanceof UncheckedIOException || thrown instanceof IOException) {
      return FailureClass.STORAGE;
    }
    return byCause;
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    if (message == null || message.isBlank()) {
      return thrown.getClass().getName();
    }
    // The types of these are the program's own and their messages written for users.
    boolean selfExplaining =
        thrown instanceof TrialException
            || thrown instanceof CheckpointException
            || thrown instanceof StorageException;
    String text =
        StorageAddress.masked(
            selfExplaining ? message : thrown.getClass().getSimpleName() + ": " + message);
    String remedy = StorageFault.of(thrown).remedy();
    return remedy.isEmpty() || text.contains(remedy) ? text : text + ": " + remedy;
  }
}
