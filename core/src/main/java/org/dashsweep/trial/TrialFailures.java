package org.dashsweep.trial;

import java.util.Optional;
import java.util.function.Supplier;
import org.dashsweep.data.DataException;
import org.dashsweep.image.ImageException;
import org.dashsweep.model.ModelException;
import org.dashsweep.tensor.TorchFault;
import org.dashsweep.tokenizer.TokenizerException;
import org.dashsweep.train.DivergenceException;
import org.dashsweep.train.UnusableCheckpointException;
import org.dashsweep.weights.CheckpointException;

/** Assigns a class of failure to the exceptions of the packages below. */
public final class TrialFailures {
  private TrialFailures() {}

  /**
   * Runs a trial; once more, from its start, if the checkpoint it was to go on from is of no use.
   *
   * @throws TrialException for a failure that has a class
   */
  public static TrialResult classify(Supplier<TrialResult> trial) {
    try {
      try {
        return trial.get();
      } catch (UnusableCheckpointException aside) {
        return trial.get();
      }
    } catch (RuntimeException | InternalError e) {
      Optional<FailureClass> failureClass = of(e);
      if (failureClass.isPresent()) {
        throw new TrialException(failureClass.get(), e);
      }
      throw e;
    }
  }

  /** The machine's faults first: they show in whatever was being done. */
  private static Optional<FailureClass> of(Throwable thrown) {
    if (thrown instanceof DivergenceException) {
      return Optional.of(FailureClass.DIVERGED);
    }
    Optional<TorchFault> fault = TorchFault.of(thrown);
    if (fault.isPresent()) {
      return Optional.of(
          switch (fault.get()) {
            case OUT_OF_MEMORY -> FailureClass.OUT_OF_MEMORY;
            case DEVICE -> FailureClass.DEVICE;
          });
    }
    if (StorageErrors.isBehind(thrown)) {
      return Optional.of(FailureClass.STORAGE);
    }
    return isBadInput(thrown) ? Optional.of(FailureClass.BAD_INPUT) : Optional.empty();
  }

  /**
   * Tells whether what a trial was given is at fault: the same for one that runs and one planned.
   */
  static boolean isBadInput(Throwable thrown) {
    return thrown instanceof CheckpointException
        || thrown instanceof ModelException
        || thrown instanceof TokenizerException
        || thrown instanceof DataException
        || thrown instanceof ImageException
        || thrown instanceof IllegalArgumentException;
  }
}
