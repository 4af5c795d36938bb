package org.dashsweep.jobs.cli;

import java.util.List;
import org.dashsweep.trial.InputProblem;

/** Models or data of a sweep that cannot be used, all of them. */
final class InputException extends RuntimeException {
  private final List<InputProblem> problems;

  InputException(List<InputProblem> problems) {
    super(problems.toString());
    this.problems = List.copyOf(problems);
  }

  /** Every one of them, once. */
  List<InputProblem> problems() {
    return problems;
  }
}
