package org.dashsweep.trial.dreambooth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.source.Locations;
import org.dashsweep.source.TinyDiffusion;
import org.dashsweep.weights.CheckpointException;

/**
 * Places of the models that sweeps name. The bundled ones are written when they are first asked
 * for.
 */
final class ModelPlaces {
  private static final Map<TinyDiffusion, Path> WRITTEN = new EnumMap<>(TinyDiffusion.class);

  private ModelPlaces() {}

  /**
   * Finds a model's directory or file.
   *
   * @throws CheckpointException if there is none
   */
  static Path find(String name, Locations locations) {
    Optional<TinyDiffusion> bundled = TinyDiffusion.named(name);
    if (bundled.isPresent()) {
      return written(bundled.get());
    }
    Locations.Lookup lookup = locations.modelOfParts(name);
    if (!lookup.found()) {
      throw new CheckpointException(
          name,
          String.format(
              Locale.ROOT,
              "is no model here: looked for %s, and --models DIR says where else to look",
              lookup.places()));
    }
    return lookup.path();
  }

  private static Path written(TinyDiffusion model) {
    synchronized (WRITTEN) {
      return WRITTEN.computeIfAbsent(model, ModelPlaces::write);
    }
  }

  private static Path write(TinyDiffusion model) {
    try {
      Path directory = Files.createTempDirectory(model.label() + "-");
      model.write(directory);
      deleteOnExit(directory);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + model.label(), e);
    }
  }

  /** In the order of the walk: what is marked last is deleted first. */
  private static void deleteOnExit(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      all.forEach(path -> path.toFile().deleteOnExit());
    }
  }
}
