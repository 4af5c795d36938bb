package org.dashsweep.trial;

import java.util.Optional;
import org.dashsweep.tensor.Torch;

/**
 * The native libraries that this process computes with, as it has found them.
 *
 * @param pytorch version of libtorch
 * @param djl version of the library that loads it
 */
public record NativeSoftware(String pytorch, String djl) {
  /**
   * Returns the versions that are loaded; nothing before the first trial that computes anything.
   */
  public static Optional<NativeSoftware> loaded() {
    return Torch.loadedVersion().map(pytorch -> new NativeSoftware(pytorch, Torch.djlVersion()));
  }
}
