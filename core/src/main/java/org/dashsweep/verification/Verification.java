package org.dashsweep.verification;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The recomputation of one reference file.
 *
 * @param reference the file
 * @param checks one for each of its tensors that is not an input
 */
public record Verification(String reference, List<TensorCheck> checks) {
  public Verification {
    checks = List.copyOf(checks);
  }

  /**
   * Returns the recomputation of several files as one.
   *
   * @param directory of the files, whose names go before those of their tensors
   */
  static Verification of(String directory, List<Verification> parts) {
    List<TensorCheck> all = new ArrayList<>();
    for (Verification part : parts) {
      String file = String.valueOf(Path.of(part.reference()).getFileName());
      part.checks().forEach(check -> all.add(check.named(file + ": " + check.name())));
    }
    return new Verification(directory, all);
  }

  /** Returns whether everything that was recomputed is within its tolerance. */
  public boolean passed() {
    return checks.stream().noneMatch(TensorCheck::failed);
  }
}
