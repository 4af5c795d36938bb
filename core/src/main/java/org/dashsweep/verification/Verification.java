package org.dashsweep.verification;

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

  /** Returns whether everything that was recomputed is within its tolerance. */
  public boolean passed() {
    return checks.stream().noneMatch(TensorCheck::failed);
  }
}
