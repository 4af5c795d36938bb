package org.dashsweep.source;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Brings models and data from the storage of other machines to this one. Crosses from the driver to
 * the executors; each machine has its own copies.
 */
public interface RemoteFiles extends Serializable {
  /**
   * Returns the local copy of a model's GGUF file or directory: of the latter what {@link
   * org.dashsweep.weights.huggingface.ModelFiles} names.
   *
   * @param uri such as {@code s3a://bucket/models/llama-7b}
   * @return nothing if there is no such directory
   * @throws java.io.UncheckedIOException if it cannot be reached or copied
   */
  Optional<Path> model(String uri);

  /**
   * Returns the local copy of a data set's file, or of its directory with all below it.
   *
   * @return nothing if there is no such file or directory
   * @throws java.io.UncheckedIOException if it cannot be reached or copied
   */
  Optional<Path> data(String uri);

  /**
   * Returns the directory of this machine where copies lie, for what is computed of them too; it
   * need not exist. Empty if there is none.
   */
  default Optional<Path> cache() {
    return Optional.empty();
  }

  /** Returns the instance that knows no other machines: every URI leads nowhere. */
  static RemoteFiles none() {
    return NoRemoteFiles.INSTANCE;
  }
}
