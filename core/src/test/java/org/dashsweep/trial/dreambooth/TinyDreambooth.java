package org.dashsweep.trial.dreambooth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dashsweep.image.ImageEncoding;
import org.dashsweep.image.ImageSize;
import org.dashsweep.image.RgbImage;
import org.dashsweep.source.Locations;
import org.dashsweep.source.RemoteFiles;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.catalogue.Experiments;
import org.jspecify.annotations.Nullable;

/** Trials of a few updates of the bundled models on pictures that are drawn here. */
final class TinyDreambooth {
  /** The lines of a sweep's fixed values. */
  static final String LORA_DASH =
      """
        method: lora-dash
        rank: 2
        directions: 2
        launch-step: 3
        model: tiny-sdxl
        dino: tiny-dino
        clip: tiny-clip
        subject: vase
        photos: photos
        prompts: prompts.txt
        resolution: 32
        optimizer-steps: 6
        batch-size: 4
        learning-rate: 1e-2
        images-per-prompt: 3
        sampling-steps: 3
        evaluation-batch-size: 2
      """;

  private static final int PHOTOS = 5;

  private TinyDreambooth() {}

  /** Draws the photos of two subjects, and writes two prompts. */
  static Locations write(Path directory) throws IOException {
    for (String subject : List.of("toy", "vase")) {
      Path folder = Files.createDirectories(directory.resolve("photos").resolve(subject));
      for (int i = 0; i < PHOTOS; i++) {
        // One is not square, so that its crop matters.
        ImageSize size = new ImageSize(40, i == 0 ? 52 : 40);
        Files.write(
            folder.resolve("photo-" + i + ".png"),
            ImageEncoding.png(draw(size, subject.length() + 3 * i)));
      }
    }
    Files.writeString(directory.resolve("prompts.txt"), "a {} on the beach\na red {subject}\n");
    return Locations.of(null, directory.toString());
  }

  /** The same photos, with a directory for what is computed of them. */
  static Locations withCache(Path directory, Path cache) {
    return Locations.of(
        null,
        directory.toString(),
        new RemoteFiles() {
          @Override
          public Optional<Path> model(String uri) {
            return Optional.empty();
          }

          @Override
          public Optional<Path> data(String uri) {
            return Optional.empty();
          }

          @Override
          public Optional<Path> cache() {
            return Optional.of(cache);
          }
        });
  }

  static RgbImage draw(ImageSize size, int phase) {
    byte[] levels = new byte[size.height() * size.width() * RgbImage.CHANNELS];
    for (int i = 0; i < levels.length; i++) {
      int pixel = i / RgbImage.CHANNELS;
      int y = pixel / size.width();
      int x = pixel % size.width();
      levels[i] = (byte) (7 * x + (5 + phase) * y + 90 * (i % RgbImage.CHANNELS) + 11 * phase);
    }
    return RgbImage.of(size, levels);
  }

  /** The only configuration of a sweep with these fixed values. */
  static TrialConfig config(String fixed) {
    List<TrialConfig> cells =
        SweepSpecification.parse(
                "tiny.yaml",
                "name: tiny\nexperiment: dreambooth\nfixed:\n" + fixed,
                Experiments.searchSpaces())
            .expand();
    if (cells.size() != 1) {
      throw new IllegalArgumentException("Not one cell: " + cells);
    }
    return cells.get(0);
  }

  static TrialRequest request(TrialConfig config, @Nullable Path checkpointDirectory) {
    return new TrialRequest("0123456789abcdef", config, 1, checkpointDirectory);
  }
}
