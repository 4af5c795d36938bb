package org.dashsweep.jobs.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The outputs that the notebooks hold are those of their present cells on the present sample. */
final class ExecutedNotebooksTest {
  private static final long LARGEST_SAMPLE = 2_000_000;
  private static final long LARGEST_NOTEBOOK = 1_500_000;
  private static final String AGAIN = "mvn -Pnotebooks -Dnotebooks.options=--write executes them";

  @Test
  void theSampleIsSmall() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(Notebooks.SAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isBetween(100_000L, LARGEST_SAMPLE);
  }

  @TestFactory
  Stream<DynamicTest> everyNotebookIsExecuted() throws IOException {
    List<Path> notebooks = Notebooks.jupyter();
    assertThat(notebooks).hasSize(6);
    return notebooks.stream()
        .map(file -> dynamicTest(file.getFileName().toString(), () -> assertExecuted(file)));
  }

  private static void assertExecuted(Path file) throws Exception {
    JsonNode notebook = Notebooks.read(file);
    List<JsonNode> cells =
        Notebooks.elements(notebook.path("cells")).stream()
            .filter(cell -> cell.path("cell_type").asText().equals("code"))
            .toList();
    assertThat(Notebooks.text(cells.get(0).path("source")))
        .matches("(String )?RESULTS = \"sample\";?");
    assertThat(cells.stream().map(cell -> cell.path("execution_count").asInt()))
        .as(AGAIN)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, cells.size()).boxed().toList());
    List<JsonNode> outputs =
        cells.stream().flatMap(cell -> Notebooks.elements(cell.path("outputs")).stream()).toList();
    assertThat(outputs).isNotEmpty();
    assertThat(outputs.stream().map(output -> output.path("output_type").asText()))
        .doesNotContain("error");
    assertThat(outputs.stream().map(output -> output.path("name").asText()))
        .as("texts on standard error")
        .doesNotContain("stderr");
    assertThat(outputs.toString()).doesNotContain("/root/", "/home/", "/tmp/", "Traceback");
    if (notebook.at("/metadata/kernelspec/language").asText().equals("python")) {
      assertThat(outputs).as("pictures").anyMatch(output -> output.at("/data").has("image/png"));
    }
    assertThat(notebook.at("/metadata/executed_of").asText()).as(AGAIN).isEqualTo(digest(cells));
    assertThat(Files.size(file)).isLessThan(LARGEST_NOTEBOOK);
  }

  /**
   * Returns a digest of what outputs depend on: cells, the shared module, the sample's manifests.
   */
  private static String digest(List<JsonNode> cells) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (JsonNode cell : cells) {
      digest.update((Notebooks.text(cell.path("source")) + "\0").getBytes(StandardCharsets.UTF_8));
    }
    digest.update(Files.readAllBytes(Notebooks.FOLDER.resolve("dashsweep.py")));
    for (Path file : manifests()) {
      digest.update(Files.readAllBytes(file));
    }
    digest.update(Files.readAllBytes(Notebooks.SAMPLE.resolve("analysis/analysis.json")));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(Notebooks.SAMPLE.resolve("compacted"))) {
      List<Path> manifests =
          files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      assertThat(manifests).hasSize(1);
      return manifests;
    }
  }
}
