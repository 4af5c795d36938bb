package org.dashsweep.trial.dreambooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dashsweep.image.ImageEncoding;
import org.dashsweep.image.ImageFile;
import org.dashsweep.image.ImageSize;
import org.dashsweep.source.Locations;
import org.dashsweep.source.TinyDiffusion;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialPreflight;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DreamboothPreflightTest {
  @TempDir private Path directory;
  private Locations locations = Locations.WORKING_DIRECTORY;

  @BeforeEach
  void draw() throws IOException {
    locations = TinyDreambooth.write(directory);
  }

  private TrialPreflight preflight() {
    return new DreamboothExperiment().preflight(locations);
  }

  private List<InputProblem> problems(String fixed) {
    return preflight().problems(TinyDreambooth.config(fixed));
  }

  private String onlyProblem(String fixed) {
    assertThat(problems(fixed)).hasSize(1);
    return problems(fixed).get(0).toString();
  }

  @Test
  void whatCanRunHasNoProblem() {
    assertThat(problems(TinyDreambooth.LORA_DASH)).isEmpty();
    TrialConfig config = TinyDreambooth.config(TinyDreambooth.LORA_DASH);
    assertThat(preflight().remarks(config))
        .containsExactly(
            "each trial keeps 6 pictures of 32 pixels square, about 0.0 MB, below images in the"
                + " output directory");
    assertThat(preflight().expectedCoreSeconds(config)).isGreaterThan(1);
    assertThat(preflight().evaluationRows(config).floor()).isNull();
  }

  @Test
  void photosThatAreNotThereAreNamed() {
    assertThat(onlyProblem(TinyDreambooth.LORA_DASH.replace("photos: photos", "photos: nowhere")))
        .startsWith("photos: nowhere: ")
        .contains(directory.resolve("nowhere").toString(), "--data DIR");
    assertThat(onlyProblem(TinyDreambooth.LORA_DASH.replace("subject: vase", "subject: vaze")))
        .contains("vaze", "did you mean vase?");
  }

  @Test
  void aDamagedPhotoIsNamed() throws IOException {
    Path photo = directory.resolve("photos/vase/photo-2.png");
    byte[] whole = Files.readAllBytes(photo);
    Files.write(photo, Arrays.copyOf(whole, whole.length / 2));
    assertThat(onlyProblem(TinyDreambooth.LORA_DASH)).contains("photo-2.png");
  }

  @Test
  void promptsThatNameNoSubjectAreNamed() throws IOException {
    Files.writeString(directory.resolve("prompts.txt"), "a {} here\na picture of nothing\n");
    assertThat(onlyProblem(TinyDreambooth.LORA_DASH)).contains("prompts.txt", "2");
    assertThat(onlyProblem(TinyDreambooth.LORA_DASH.replace("prompts.txt", "none.txt")))
        .startsWith("prompts: none.txt: ");
  }

  @Test
  void sizesThatTheModelsCannotHalveAreRefused() {
    assertThat(onlyProblem(TinyDreambooth.LORA_DASH.replace("resolution: 32", "resolution: 36")))
        .isEqualTo("resolution: 36: resolution must be a multiple of 8 for this model: 36");
  }

  @Test
  void methodsThatAreNotForLinearLayersAreRefused() {
    String fixed =
        TinyDreambooth.LORA_DASH
            .replace("method: lora-dash", "method: full")
            .replaceAll("  (rank|directions|launch-step): .*\n", "");
    assertThat(onlyProblem(fixed)).contains("full is not for a U-Net");
    assertThat(onlyProblem(TinyDreambooth.LORA_DASH + "  target-modules: [query]\n"))
        .contains("target-modules names query", "attn1.to_q");
  }

  @Test
  void modelsThatAreNotThereAreNamed() {
    assertThat(onlyProblem(TinyDreambooth.LORA_DASH.replace("tiny-sdxl", "sdxl")))
        .startsWith("model: sdxl: ")
        .contains("--models DIR");
  }

  @Test
  void aPlanNeedsConfigurationsAlone() throws IOException {
    Path models = directory.resolve("models");
    for (TinyDiffusion model : TinyDiffusion.values()) {
      model.write(models.resolve(model.label()));
    }
    try (Stream<Path> files = Files.walk(models)) {
      for (Path file : files.toList()) {
        if (file.toString().endsWith(".safetensors")) {
          Files.delete(file);
        }
      }
    }
    String fixed =
        TinyDreambooth.LORA_DASH
            .replace("tiny-sdxl", "models/tiny-sdxl")
            .replace("tiny-dino", "models/tiny-dino")
            .replace("tiny-clip", "models/tiny-clip");
    TrialPreflight preflight =
        new DreamboothExperiment()
            .preflight(Locations.of(directory.toString(), directory.toString()));
    TrialConfig config = TinyDreambooth.config(fixed);
    assertThat(preflight.problems(config))
        .allMatch(problem -> problem.kind() == InputProblem.Kind.AWAITED)
        .extracting(InputProblem::parameter, InputProblem::value)
        .containsExactly(
            tuple("model", "models/tiny-sdxl"),
            tuple("dino", "models/tiny-dino"),
            tuple("clip", "models/tiny-clip"));
    MemoryEstimate memory = Objects.requireNonNull(preflight.memory(config));
    assertThat(memory)
        .isEqualTo(preflight().memory(TinyDreambooth.config(TinyDreambooth.LORA_DASH)));
  }

  @Test
  void fingerprintsFollowPhotosAndPrompts() throws IOException {
    TrialConfig config = TinyDreambooth.config(TinyDreambooth.LORA_DASH);
    String before = preflight().ofData(config);
    assertThat(preflight().ofData(config)).isEqualTo(before);
    String rows = preflight().evaluationRows(config).fingerprint();
    Files.write(
        directory.resolve("photos/vase/photo-0.png"),
        ImageEncoding.png(TinyDreambooth.draw(new ImageSize(40, 40), 77)));
    assertThat(preflight().ofData(config)).isNotEqualTo(before);
    assertThat(preflight().evaluationRows(config).fingerprint()).isNotEqualTo(rows);
  }

  /** Other prompts of training make another trial and the same evaluation. */
  @Test
  void trialsThatDifferInTrainingAloneAreComparable() {
    TrialConfig one = TinyDreambooth.config(TinyDreambooth.LORA_DASH);
    TrialConfig other =
        TinyDreambooth.config(TinyDreambooth.LORA_DASH + "  instance-prompt: my {}\n");
    assertThat(preflight().ofData(one)).isNotEqualTo(preflight().ofData(other));
    assertThat(preflight().evaluationRows(one)).isEqualTo(preflight().evaluationRows(other));
  }

  @Test
  void notesOfPicturesAreReadBack() {
    byte[] png = ImageEncoding.png(TinyDreambooth.draw(new ImageSize(8, 8), 1));
    assertThat(NotedPng.note(png)).isEmpty();
    byte[] noted = NotedPng.with(png, "state 12; flags nan");
    assertThat(NotedPng.note(noted)).hasValue("state 12; flags nan");
    assertThat(ImageFile.decode("noted", noted))
        .isEqualTo(TinyDreambooth.draw(new ImageSize(8, 8), 1));
    assertThat(NotedPng.note("short".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(noted.length - png.length).isEqualTo(12 + 11 + 19);
  }
}
