package org.dashsweep.trial;

import java.util.Optional;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.data.DataException;
import org.dashsweep.model.ModelException;
import org.dashsweep.tokenizer.TokenizerException;

/**
 * A model or data set that a sweep names and that cannot be used.
 *
 * @param parameter which of the sweep's parameters names it
 * @param value what the sweep says
 * @param message what is wrong, the paths looked at, and what to do about it
 */
public record InputProblem(String parameter, String value, String message) {
  /**
   * What is wrong with a model or data set, if anything is.
   *
   * @param use throws what reading the model or the data throws
   */
  public static Optional<InputProblem> of(String parameter, String value, Runnable use) {
    try {
      use.run();
      return Optional.empty();
    } catch (CheckpointException | ModelException | TokenizerException | DataException e) {
      return Optional.of(new InputProblem(parameter, value, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public String toString() {
    return "%s: %s: %s".formatted(parameter, value, message);
  }
}
