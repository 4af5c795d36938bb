package org.dashsweep.jobs.run.driver;

import java.util.List;
import org.dashsweep.trial.InputProblem;

/** Models or data of a sweep that cannot be used, all of them. */
public final class InputException extends RuntimeException {
  private final List<InputProblem> problems;

  InputException(List<InputProblem> problems) {
    super(problems.toString());
    this.problems = List.copyOf(problems);
  }

  /** Returns every one of them, once. */
  public List<InputProblem> problems() {
    return problems;
  }
}
