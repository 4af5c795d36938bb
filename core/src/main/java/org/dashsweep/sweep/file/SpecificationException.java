package org.dashsweep.sweep.file;

import java.util.List;
import java.util.stream.Collectors;

/** A sweep file that cannot be used, with everything that is wrong with it. */
public final class SpecificationException extends RuntimeException {
  private final List<Problem> problems;

  public SpecificationException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns every problem of the file, in the order of its lines. Never empty. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("There must be at least one problem");
    }
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }
}
