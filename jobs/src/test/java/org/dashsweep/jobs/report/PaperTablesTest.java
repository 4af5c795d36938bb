package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paper's tables, with trials of a small sweep in the place of the paper's. */
final class PaperTablesTest {
  private static final String NUMBERS =
      """
      title: "Two tasks & 100 %"
      unit: percent
      columns:
        - {title: Super_sense, dataset: supersense, metric: accuracy}
        - {title: RTE, dataset: rte, metric: accuracy}
      models:
        MiniLM: [all-MiniLM-L6-v2]
      rows:
        - {model: MiniLM, method: lora, rank: 8, parameters: 0.1 %, values: [72.0, 60.0],
           average: 66.0, source: "table 1", suspect: "copied from DoRA's README"}
        - {model: MiniLM, method: lora-dash, rank: 8, values: [75.0, null], source: "table 1"}
        - {model: Other, method: lora, rank: 8, values: [1.0, 2.0], source: "table 1"}
      """;

  private final Path directory;
  private final ResultStore store;

  PaperTablesTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @BeforeEach
  void commit() throws IOException {
    double[] values = {0.70, 0.71, 0.75};
    for (int seed = 1; seed <= values.length; seed++) {
      commit("s" + seed, "supersense", seed, values[seed - 1]);
    }
    commit("r1", "rte", 1, 0.65);
    ReportBuilder.keepPublished(store, "small", NUMBERS);
  }

  private void commit(String id, String task, int seed, double value) throws IOException {
    TrialResult result = SampleTrials.result(task, value, 0, seed);
    SortedMap<String, Object> parameters = SampleTrials.parameters("lora", task, 8, seed);
    store.commit(SampleTrials.succeeded(id, parameters, result), result);
  }

  @Test
  void publishedAndMeasuredStandTogetherWithIntervalAndDifference() throws IOException {
    assertThat(PaperTables.write(store, ReportScope.union())).isPresent();
    List<String> lines = file("two-tasks-100-table-1-minilm.md").lines().toList();
    // Of 70, 71 and 75: mean 72, standard deviation 2.6458, t of 2 degrees of freedom 4.3027.
    double half = 4.302652729911275 * Math.sqrt(7) / Math.sqrt(3);
    assertThat(half).isCloseTo(6.5724, within(1e-4));
    assertThat(lines)
        .contains(
            "| LoRA | 8 | 0.1 % | published | 72.00 | 60.00 | 66.00 |",
            "|  |  |  | measured | 72.00 (3) | 65.00 (1) | 67.50 (1) |",
            "|  |  |  | 95 % interval | \\[65.43, 78.57\\] | n/i | n/i |",
            "|  |  |  | difference | +0.00 in | +5.00 n/i | +1.50 n/i |",
            "| LoRA-Dash | 8 |  | published | 75.00 | – | – |",
            "|  |  |  | measured | not measured |  |  |");
    assertThat(lines.get(0)).contains("MiniLM lora, rank 8: copied from DoRA's README.");
    assertThat(file("two-tasks-100-table-1-other.md")).contains("measured | not measured |");
  }

  @Test
  void aPublishedNumberOutsideTheIntervalIsSaidToBe() throws IOException {
    ReportBuilder.keepPublished(store, "small", NUMBERS.replace("[72.0, 60.0]", "[79.0, 60.0]"));
    assertThat(PaperTables.write(store, ReportScope.union())).isPresent();
    assertThat(file("two-tasks-100-table-1-minilm.md")).contains("| −7.00 out |");
  }

  @Test
  void citedEntriesAreInTheBibliographyAndNoOthers() throws IOException {
    assertThat(PaperTables.write(store, ReportScope.union())).isPresent();
    String bibliography = file("paper.bib");
    TreeSet<String> cited = new TreeSet<>();
    Matcher cite = Pattern.compile("\\\\cite\\{([^}]+)}").matcher(latex());
    while (cite.find()) {
      cited.addAll(List.of(cite.group(1).split(",")));
    }
    assertThat(cited).containsExactly("hu2022lora", "liu2024dora", "si2025tsd", "wang2019glue");
    assertThat(keys(bibliography)).containsExactlyInAnyOrderElementsOf(cited);
  }

  @Test
  void latexIsBalancedAndEveryLineHasAllColumns() throws IOException {
    assertThat(PaperTables.write(store, ReportScope.union())).isPresent();
    for (Path file : files(".tex")) {
      assertBalanced(Files.readString(file));
    }
    assertThat(latex()).contains("Two tasks \\& 100 \\%", "Super\\_sense", "\\toprule");
    assertThat(file("paper.tex")).contains("\\input{two-tasks-100-table-1-minilm}");
  }

  private static void assertBalanced(String text) {
    int depth = 0;
    List<String> environments = new ArrayList<>();
    Matcher token = Pattern.compile("\\\\(begin|end)\\{([a-z]+)}|\\\\.|[{}]").matcher(text);
    while (token.find()) {
      String found = token.group();
      if (found.startsWith("\\begin")) {
        environments.add(token.group(2));
      } else if (found.startsWith("\\end")) {
        assertThat(environments.remove(environments.size() - 1)).isEqualTo(token.group(2));
      }
      depth += found.equals("{") ? 1 : found.equals("}") ? -1 : 0;
      assertThat(depth).isNotNegative();
    }
    assertThat(depth).isZero();
    assertThat(environments).isEmpty();
    for (String line : text.lines().filter(each -> each.endsWith("\\\\")).toList()) {
      int columns = line.split("(?<!\\\\)&", -1).length;
      Matcher span = Pattern.compile("multicolumn\\{(\\d+)}").matcher(line);
      assertThat(span.find() ? columns - 1 + Integer.parseInt(span.group(1)) : columns)
          .as(line)
          .isEqualTo(7);
    }
  }

  @Test
  void withoutPublishedNumbersThereIsNoTable(@TempDir Path other) throws IOException {
    ResultStore empty = ResultStore.open(other.toString(), new Configuration());
    assertThat(PaperTables.write(empty, ReportScope.union())).isEmpty();
  }

  @Test
  void theSweepsNumbersBecomeTables() throws IOException {
    Path published = Path.of("..", "sweeps", "paper", "published");
    for (String name : List.of("commonsense", "glue", "dreambooth")) {
      ReportBuilder.keepPublished(store, name, Files.readString(published.resolve(name + ".yaml")));
    }
    assertThat(PaperTables.write(store, ReportScope.union())).isPresent();
    assertThat(file("paper.md"))
        .contains("LLaMA-7B", "DeBERTaV3-large", "Imagen", "0.696")
        .contains("No picture was measured.");
    assertThat(keys(file("paper.bib")))
        .contains("ruiz2023dreambooth", "clark2019boolq", "sakaguchi2020winogrande");
    Map<String, List<String>> subjects = PaperCitations.read().subjects();
    assertThat(subjects).hasSize(16);
  }

  private static List<String> keys(String bibliography) {
    return Pattern.compile("@\\w+\\{([^,]+),")
        .matcher(bibliography)
        .results()
        .map(entry -> entry.group(1))
        .toList();
  }

  private String latex() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files(".tex")) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("report/paper"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private String file(String name) throws IOException {
    return Files.readString(
        directory.resolve("report/paper").resolve(name), StandardCharsets.UTF_8);
  }
}
