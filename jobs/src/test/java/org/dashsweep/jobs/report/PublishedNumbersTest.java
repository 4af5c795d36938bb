package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublishedNumbersTest {
  private static final Path FOLDER = Path.of("..", "sweeps", "paper", "published");
  private static final String SOUND =
      """
      title: numbers
      unit: percent
      columns: [{title: A, dataset: a, metric: accuracy}, {title: B, dataset: b, metric: f1}]
      models: {Large: [org/large]}
      rows: [{model: Large, method: lora, rank: 8, values: [50.5, null], source: table 1}]
      """;

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFileIsSoundAndAnAverageThatItsColumnsDoNotGiveIsRemarkedOn(Path file) {
    for (PublishedNumbers.Row row : read(file).rows()) {
      if (row.average() == null || row.values().contains(null)) {
        continue;
      }
      double mean = row.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      // Printed with one or two decimals, some cut and not rounded.
      if (Math.abs(mean - row.average()) > 0.06) {
        assertThat(row.suspect() + row.note()).as(row.name()).contains("mean of its columns");
      }
    }
  }

  @Test
  void thePapersGlueTablesAreComplete() {
    PublishedNumbers paper = read(FOLDER.resolve("glue.yaml"));
    assertThat(paper.rows()).hasSize(19);
    assertThat(paper.rows().stream().filter(row -> row.suspect() != null)).hasSize(2);
    for (String size : List.of("base", "large")) {
      for (String method : List.of("lora", "lora-dash")) {
        for (long rank : List.of(2L, 8L)) {
          assertThat(paper.matching("microsoft/deberta-v3-" + size, method, rank)).hasSize(1);
        }
      }
    }
    assertThat(paper.matching("microsoft/deberta-v3-base", "lora-dash", 2L).get(0).values())
        .containsExactly(90.14, 95.42, 72.41, 91.65, 94.36, 89.89, 91.67, 91.64);
  }

  @Test
  void thePapersCommonsenseTablesAreComplete() {
    PublishedNumbers paper = read(FOLDER.resolve("commonsense.yaml"));
    assertThat(paper.rows()).hasSize(45);
    assertThat(paper.rows().stream().filter(row -> row.suspect() != null)).hasSize(17);
    assertThat(paper.matching("yahma/llama-7b-hf", "lora", 32L))
        .extracting(PublishedNumbers.Row::average)
        .containsExactly(74.7, 76.3);
    assertThat(paper.matching("meta-llama/Meta-Llama-3-8B", "lora-dash", 16L))
        .singleElement()
        .satisfies(row -> assertThat(row.values()).endsWith(77.4, 84.8));
    assertThat(paper.matching("yahma/llama-7b-hf", "lora", 2L)).isEmpty();
    assertThat(paper.unit().of(0.784)).isCloseTo(78.4, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unit: percent         | unit: furlongs       | unit must be fraction or percent",
        "title: numbers        | titel: numbers       | property 'title'",
        "source: table 1       | suspect: no source   | source",
        "[50.5, null]          | [50.5]               | Large lora, rank 8 has 1 values for 2 columns",
        "rank: 8               | rank: 8.5            | rows[0].rank is missing or of the wrong kind",
        "rank: 8               | rank: 8, rank: 9     | rank",
        "title: A,             | title: A, size: 3,   | unknown key columns[0].size",
      })
  void mistakesAreErrors(String right, String wrong, String message) throws IOException {
    assertThat(PublishedNumbers.parse("file.yaml", SOUND).rows()).hasSize(1);
    String text = SOUND.replace(right, wrong);
    assertThat(text).isNotEqualTo(SOUND);
    assertThatThrownBy(() -> PublishedNumbers.parse("file.yaml", text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file.yaml:")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"root:secret:0:0", "- secret", "title: {secret: secret}", "a: 'secret"})
  void noValueOfAnotherFileIsShown(String text) {
    assertThatThrownBy(() -> PublishedNumbers.parse("file.yaml", text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file.yaml:")
        .message()
        .doesNotContain("secret", "PublishedNumbers");
  }

  @Test
  void aValueThatIsNotPrintedIsAllowed() throws IOException {
    PublishedNumbers.Row row = PublishedNumbers.parse("file.yaml", SOUND).rows().get(0);
    assertThat(row.values()).containsExactly(50.5, null);
    assertThat(row.name()).isEqualTo("Large lora, rank 8");
  }

  private static PublishedNumbers read(Path file) {
    try {
      return PublishedNumbers.parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
