package org.dashsweep.image;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TestTensors;
import org.dashsweep.weights.safetensors.SafetensorsReader;

/** Image files of each kind, and what Pillow reads from them. */
public final class ImageResources {
  private ImageResources() {}

  /** Returns a resource below this package. */
  public static Path path(String name) {
    URL resource = Objects.requireNonNull(ImageResources.class.getResource(name), name);
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Checkpoint tensors(String name) {
    return SafetensorsReader.read(path(name));
  }

  static List<Path> formats() throws IOException {
    try (Stream<Path> files = Files.list(path("formats"))) {
      return files.sorted(Comparator.comparing(Path::toString)).toList();
    }
  }

  static RgbImage image(StoredTensor levels) {
    return RgbImage.of(
        new ImageSize(
            Math.toIntExact(levels.shape().get(0)), Math.toIntExact(levels.shape().get(1))),
        TestTensors.bytes(levels));
  }

  /** The largest difference of two levels. */
  static int difference(RgbImage image, RgbImage other) {
    if (!image.size().equals(other.size())) {
      throw new AssertionError(
          String.format(Locale.ROOT, "%s, not %s", image.size(), other.size()));
    }
    int largest = 0;
    for (int i = 0; i < image.levels().length; i++) {
      largest =
          Math.max(
              largest,
              Math.abs(
                  Byte.toUnsignedInt(image.levels()[i]) - Byte.toUnsignedInt(other.levels()[i])));
    }
    return largest;
  }
}
