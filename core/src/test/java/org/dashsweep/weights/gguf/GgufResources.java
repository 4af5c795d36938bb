package org.dashsweep.weights.gguf;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** GGUF files that other software wrote; the scripts beside them say how. */
public final class GgufResources {
  private GgufResources() {}

  static Path types() {
    return path("/org/dashsweep/weights/gguf/types.gguf");
  }

  static Path expectedTypes() {
    return path("/org/dashsweep/weights/gguf/types.safetensors");
  }

  /** Returns a file among the models and vocabularies. */
  public static Path model(String name) {
    return path("/org/dashsweep/source/gguf/" + name);
  }

  private static Path path(String resource) {
    URL url = Objects.requireNonNull(GgufResources.class.getResource(resource), resource);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
