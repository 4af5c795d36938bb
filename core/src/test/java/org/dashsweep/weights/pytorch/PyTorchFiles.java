package org.dashsweep.weights.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that PyTorch wrote, from the class path. */
public final class PyTorchFiles {
  private PyTorchFiles() {}

  /** Puts one into a directory under its own name. */
  public static Path copy(String name, Path directory) throws IOException {
    return copy(name, directory, name);
  }

  public static Path copy(String name, Path directory, String as) throws IOException {
    try (InputStream stream = PyTorchFiles.class.getResourceAsStream(name)) {
      assertThat(stream).as(name).isNotNull();
      return Files.write(directory.resolve(as), stream.readAllBytes());
    }
  }
}
