package org.dashsweep.sweep.file;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the problems of one file; one that is found twice is kept once. */
final class Problems {
  private final String file;
  private final Set<Problem> found = new LinkedHashSet<>();

  Problems(String file) {
    this.file = file;
  }

  void add(SourceLocation place, String message, String remedy) {
    found.add(new Problem(file, place.line(), place.column(), place.path(), message, remedy));
  }

  /** Throws if there is any problem. */
  void raise() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  /** Returns the exception for the problems found, of which there must be one. */
  SpecificationException exception() {
    return new SpecificationException(sorted());
  }

  private List<Problem> sorted() {
    return found.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }
}
