package org.dashsweep.jobs.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every paragraph of Zeppelin's notes, run on the sample as Zeppelin would run it. */
@Tag("spark")
final class ZeppelinNotesTest {
  private static final String RESULTS = "val RESULTS = \"notebooks/sample\"\n";

  /** Paragraphs that show rows only of tables that the sample does not have. */
  private static final Set<String> EMPTY = Set.of("Failures, and why");

  @TestFactory
  Stream<DynamicTest> everyParagraphRuns() throws IOException {
    List<Path> notes = Notebooks.zeppelin();
    assertThat(notes).hasSize(3);
    return notes.stream()
        .map(note -> dynamicTest(note.getFileName().toString(), () -> assertRuns(note)));
  }

  private static void assertRuns(Path file) throws IOException {
    JsonNode note = Notebooks.read(file);
    assertThat(note.path("name").asText())
        .isEqualTo("Dash Sweep/" + file.getFileName().toString().replace(".zpln", ""));
    int places = 0;
    try (SparkSession spark = session();
        ScalaInterpreter scala = new ScalaInterpreter(spark)) {
      for (JsonNode paragraph : Notebooks.elements(note.path("paragraphs"))) {
        String[] parts = paragraph.path("text").asText().split("\n", 2);
        String title = paragraph.path("title").asText();
        switch (parts[0]) {
          case "%md" -> assertThat(parts[1]).isNotBlank();
          case "%spark" -> {
            places += parts[1].contains(RESULTS) ? 1 : 0;
            scala.run(parts[1].replace(RESULTS, "val RESULTS = \"" + Notebooks.SAMPLE + "\"\n"));
          }
          case "%spark.sql" -> assertShows(paragraph, title, spark.sql(parts[1]));
          default -> throw new AssertionError("an interpreter that no test has: " + parts[0]);
        }
      }
    }
    assertThat(places).as("places to change").isEqualTo(1);
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }

  /** A query has rows, and its chart names columns that it has at the places where they are. */
  private static void assertShows(JsonNode paragraph, String title, Dataset<Row> rows) {
    assertThat(title).isNotBlank();
    assertThat(rows.collectAsList().isEmpty()).as(title).isEqualTo(EMPTY.contains(title));
    JsonNode graph = paragraph.at("/config/results/0/graph");
    assertThat(graph.path("mode").asText())
        .isIn("table", "multiBarChart", "lineChart", "scatterChart");
    List<String> columns = Arrays.asList(rows.columns());
    for (String role : List.of("keys", "groups", "values")) {
      for (JsonNode column : graph.path(role)) {
        assertThat(columns.get(column.path("index").asInt()))
            .as(title)
            .isEqualTo(column.path("name").asText());
      }
    }
    if (!graph.path("mode").asText().equals("table")) {
      assertThat(graph.path("keys")).as(title).isNotEmpty();
      assertThat(graph.path("values")).as(title).isNotEmpty();
    }
  }
}
