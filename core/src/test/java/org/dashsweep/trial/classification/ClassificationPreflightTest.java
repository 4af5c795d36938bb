package org.dashsweep.trial.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dashsweep.source.Locations;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.InputProblem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassificationPreflightTest {
  private final Path folder;
  private final ClassificationPreflight preflight;

  ClassificationPreflightTest(@TempDir Path folder) {
    this.folder = folder;
    this.preflight =
        new ClassificationPreflight(Locations.of(folder.toString(), folder.toString()));
  }

  /** A BERT with a classifier of three labels, and rows of RTE and MNLI. */
  @BeforeEach
  void write() throws IOException {
    Path model = Files.createDirectories(folder.resolve("bert"));
    for (String file : List.of("config.json", "model.safetensors")) {
      try (InputStream content =
          Objects.requireNonNull(
              getClass().getResourceAsStream("/org/dashsweep/verification/bert-tiny/" + file))) {
        Files.copy(content, model.resolve(file));
      }
    }
    Files.writeString(
        model.resolve("tokenizer.json"),
        "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"[UNK]\": 0}}}");
    rows("RTE", "index\tsentence1\tsentence2\tlabel\n", "0\ta\tb\tentailment\n");
    rows("MNLI", "index\tsentence1\tsentence2\tgold_label\n", "0\ta\tb\tneutral\n");
  }

  private void rows(String task, String header, String row) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("glue").resolve(task));
    for (String file : List.of("train", "dev", "dev_matched", "dev_mismatched")) {
      Files.writeString(directory.resolve(file + ".tsv"), header + row);
    }
  }

  private static TrialConfig config(String task) {
    return new TrialConfig(new TreeMap<>(Map.of("model", "bert", "task", task, "data", "glue")));
  }

  @Test
  void aClassifierOfOtherLabelsIsSaidNotToBeUsed() {
    assertThat(preflight.remarks(config("rte")))
        .containsExactly(
            "bert has a classifier of 3 labels, task rte needs 2: a new one is trained");
    assertThat(preflight.remarks(config("mnli"))).isEmpty();
  }

  @Test
  void aGitLfsPointerInTheDatasPlaceIsNamed() throws IOException {
    Path file = folder.resolve("glue/RTE/dev.tsv");
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n");
    assertThat(preflight.problems(config("rte")))
        .extracting(InputProblem::message)
        .anySatisfy(message -> assertThat(message).startsWith(file + " is a Git LFS pointer"));
  }
}
