package org.dashsweep.trial;

import java.util.function.Supplier;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.data.DataException;
import org.dashsweep.model.ModelException;
import org.dashsweep.tensor.DeviceException;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.TokenizerException;
import org.dashsweep.train.DivergenceException;

/** Which class of failure an exception of the packages below is. */
public final class TrialFailures {
  private TrialFailures() {}

  /**
   * Runs a trial.
   *
   * @throws TrialException for a failure that has a class
   */
  public static TrialResult classify(Supplier<TrialResult> trial) {
    try {
      return trial.get();
    } catch (DivergenceException e) {
      throw new TrialException(FailureClass.DIVERGED, e);
    } catch (CheckpointException
        | ModelException
        | TokenizerException
        | DataException
        | DeviceException
        | IllegalArgumentException e) {
      throw new TrialException(FailureClass.BAD_INPUT, e);
    } catch (RuntimeException e) {
      if (Torch.isOutOfMemory(e)) {
        throw new TrialException(FailureClass.OUT_OF_MEMORY, e);
      }
      throw e;
    }
  }
}
