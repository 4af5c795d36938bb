package org.dashsweep.data.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dashsweep.data.DataException;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.rows.Row;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.data.rows.RowReader;
import org.dashsweep.evaluation.ConstantAnswer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlueTasksTest {
  /** Knows no files. */
  private static final RowReader NONE = new HubFiles(Map.of());

  @Test
  void quoteCharactersAreTextAndColaHasNoHeader(@TempDir Path data) throws IOException {
    write(
        data,
        "CoLA",
        "gj04\t1\t\tShe said \"no.\na1\t0\t*\tHim \"went\" home.\n\nb\t1\t\t'Tis so.\n",
        "c\t0\t*\tCat the.");
    LabelledData cola = load(data, "cola");
    assertThat(cola.train())
        .containsExactlyInAnyOrder(
            single("train-0", "She said \"no.", 1),
            single("train-1", "Him \"went\" home.", 0),
            single("train-2", "'Tis so.", 1));
    assertThat(cola.evaluation()).hasSize(1);
    assertThat(cola.evaluation().get(0).name()).isEqualTo("dev");
    assertThat(cola.evaluation().get(0).examples()).containsExactly(single("dev-0", "Cat the.", 0));
    assertThat(cola.metrics().judge()).isEqualTo(TaskMetric.MATTHEWS);
    assertThat(ConstantAnswer.score(cola)).isZero();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumn(@TempDir Path data) throws IOException {
    String header = "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n";
    write(
        data,
        "MRPC",
        header + "1\t17\t18\t\" Yes , \" he said .\tHe said yes .\r\n",
        header + "0\t19\t20\tOne .\tTwo .\r\n");
    assertThat(load(data, "mrpc").train())
        .containsExactly(pair("train-0", "\" Yes , \" he said .", "He said yes .", 1));
  }

  @Test
  void mnliHasTwoEvaluationSetsAndAnnotatorColumns(@TempDir Path data) throws IOException {
    String columns =
        "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse"
            + "\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2\tlabel1";
    Files.createDirectories(data.resolve("MNLI"));
    Files.writeString(
        data.resolve("MNLI/train.tsv"),
        columns
            + "\tgold_label\n0\t1\t1n\tfiction\t( a )\t( b )\t(A)\t(B)\tIt rains.\tIt is wet.\tneutral\tentailment\n");
    String dev = columns + "\tlabel2\tlabel3\tlabel4\tlabel5\tgold_label\n";
    String row = "0\t1\t1n\tfiction\t( a )\t( b )\t(A)\t(B)\tA.\tB.\tx\ty\tz\tx\tx\t";
    Files.writeString(data.resolve("MNLI/dev_matched.tsv"), dev + row + "neutral\n");
    Files.writeString(
        data.resolve("MNLI/dev_mismatched.tsv"),
        dev + row + "contradiction\n" + row + "entailment\n");
    LabelledData mnli = load(data, "mnli");
    assertThat(mnli.train()).containsExactly(pair("train-0", "It rains.", "It is wet.", 0));
    assertThat(mnli.evaluation()).hasSize(2);
    assertThat(mnli.evaluation().get(0).name()).isEqualTo("dev-matched");
    assertThat(mnli.evaluation().get(0).examples())
        .containsExactly(pair("dev-matched-0", "A.", "B.", 1));
    assertThat(mnli.evaluation().get(1).name()).isEqualTo("dev-mismatched");
    assertThat(mnli.evaluation().get(1).examples())
        .containsExactly(
            pair("dev-mismatched-0", "A.", "B.", 2), pair("dev-mismatched-1", "A.", "B.", 0));
  }

  @Test
  void tornRowsOfQqpAreLeftOut(@TempDir Path data) throws IOException {
    String header = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n";
    write(
        data,
        "QQP",
        header
            + "1\t2\t3\tWhy?\tWhat for?\t1\n4\t5\tHow\n4\t5\t6\tHow?\tWhy\t\n6\t7\t8\tWho?\t\t0\n",
        header + "9\t9\t9\tA?\tB?\t0\n");
    // The empty question is one; the torn rows, one with a tab at its end, have no number either.
    assertThat(load(data, "qqp").train())
        .containsExactlyInAnyOrder(
            pair("train-0", "Why?", "What for?", 1), pair("train-1", "Who?", "", 0));
    write(
        data, "QQP", header + "1\t2\t3\tWhy?\tWhat for?\tmaybe\n", header + "9\t9\t9\tA?\tB?\t0\n");
    assertThatThrownBy(() -> load(data, "qqp"))
        .hasMessageContaining("train.tsv, line 2, has an unknown label 'maybe'");
  }

  @Test
  void stsBHasScores(@TempDir Path data) throws IOException {
    String header =
        "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n";
    write(
        data,
        "STS-B",
        header + "0\tg\tf\ty\t0\tn\tn\tA man.\tA boy.\t3.800\n",
        header + "0\tg\tf\ty\t0\tn\tn\tA.\tA.\t5.000\n");
    LabelledData stsB = load(data, "sts-b");
    assertThat(stsB.labels()).isEqualTo(new Labels.Scores(0, 5));
    assertThat(stsB.train())
        .containsExactly(new Example("train-0", "A man.", "A boy.", new Label.Score(3.8)));
    assertThat(stsB.metrics().judge()).isEqualTo(TaskMetric.CORRELATION);
    assertThat(stsB.balance()).isEmpty();
    assertThat(ConstantAnswer.score(stsB)).as("no correlation").isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "rte, RTE, sentence1, sentence2, entailment, 0, not_entailment, 1",
    "qnli, QNLI, question, sentence, entailment, 0, not_entailment, 1",
    "wnli, WNLI, sentence1, sentence2, 0, 0, 1, 1"
  })
  void classesAreInHuggingFacesOrder(
      String task,
      String folder,
      String first,
      String second,
      String label,
      int index,
      String otherLabel,
      int otherIndex,
      @TempDir Path data)
      throws IOException {
    String header = "index\t%s\t%s\tlabel\n".formatted(first, second);
    write(data, folder, header + "0\tA.\tB.\t" + label, header + "0\tC.\tD.\t" + otherLabel);
    assertThat(load(data, task).train()).containsExactly(pair("train-0", "A.", "B.", index));
    assertThat(load(data, task).evaluation().get(0).examples())
        .containsExactly(pair("dev-0", "C.", "D.", otherIndex));
  }

  @Test
  void trainingRowsAreShuffledAndEvaluationRowsAreNot(@TempDir Path data) throws IOException {
    StringBuilder rows = new StringBuilder("sentence\tlabel\n");
    for (int i = 0; i < 200; i++) {
      rows.append("text ").append(i).append(" \t").append(i < 100 ? 0 : 1).append('\n');
    }
    write(data, "SST-2", rows.toString(), rows.toString());
    LabelledData sst = load(data, "sst-2");
    assertThat(sst.train()).hasSize(200);
    assertThat(sst.train().subList(0, 60).stream().filter(GlueTasksTest::positive).count())
        .isBetween(15L, 45L);
    assertThat(sst.evaluation().get(0).examples().subList(0, 100))
        .noneMatch(GlueTasksTest::positive);
    assertThat(load(data, "sst-2").train()).isEqualTo(sst.train());
  }

  private static boolean positive(Example example) {
    return example.label().equals(new Label.OfClass(1));
  }

  @Test
  void theHubsFilesGiveTheSameExamples(@TempDir Path own, @TempDir Path hub) throws IOException {
    write(
        own,
        "RTE",
        "index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tentailment\n1\tC.\tD.\tnot_entailment\n",
        "index\tsentence1\tsentence2\tlabel\n0\tE.\tF.\tnot_entailment\n");
    Files.createDirectories(hub.resolve("rte"));
    for (String file :
        List.of("train-00000-of-00002", "train-00001-of-00002", "validation-00000-of-00001")) {
      Files.createFile(hub.resolve("rte/" + file + ".parquet"));
    }
    RowReader files =
        new HubFiles(
            Map.of(
                "train-00000-of-00002.parquet", List.of(List.of("A.", "B.", 0L)),
                "train-00001-of-00002.parquet", List.of(List.of("C.", "D.", 1L)),
                "validation-00000-of-00001.parquet", List.of(List.of("E.", "F.", 1L))));
    assertThat(new GlueTasks(hub, files).load("rte")).isEqualTo(load(own, "rte"));
  }

  /** Columns and splits as the data set nyu-mll/glue has them. */
  @ParameterizedTest
  @CsvSource({
    "cola, cola, sentence, , 1, 1",
    "sst-2, sst2, sentence, , 0, 0",
    "qqp, qqp, question1, question2, 1, 1",
    "mnli, mnli, premise, hypothesis, 2, 2",
    "qnli, qnli, question, sentence, 0, 0",
    "wnli, wnli, sentence1, sentence2, 1, 1",
  })
  void theHubsColumnsAreKnown(
      String task,
      String folder,
      String first,
      @Nullable String second,
      long label,
      int index,
      @TempDir Path data)
      throws IOException {
    List<String> columns =
        second == null ? List.of(first, "label") : List.of(first, second, "label");
    List<Object> row = second == null ? List.of("A.", label) : List.of("A.", "B.", label);
    List<String> splits =
        task.equals("mnli")
            ? List.of("validation_matched", "validation_mismatched")
            : List.of("validation");
    Map<String, List<List<Object>>> files = new TreeMap<>();
    Files.createDirectories(data.resolve(folder));
    for (String split : Stream.concat(Stream.of("train"), splits.stream()).toList()) {
      String file = split + "-00000-of-00001.parquet";
      Files.createFile(data.resolve(folder).resolve(file));
      files.put(file, List.of(row));
    }
    LabelledData read = new GlueTasks(data, new HubFiles(files, columns)).load(task);
    Label expected = new Label.OfClass(index);
    assertThat(read.train())
        .containsExactly(new Example("train-0", "A.", second == null ? null : "B.", expected));
    assertThat(read.evaluation()).hasSameSizeAs(splits);
    assertThat(read.evaluation())
        .allSatisfy(
            set ->
                assertThat(set.examples())
                    .singleElement()
                    .satisfies(one -> assertThat(one.label()).isEqualTo(expected)));
  }

  @Test
  void wrongRowsAreNamed(@TempDir Path data) throws IOException {
    String header = "index\tsentence1\tsentence2\tlabel\n";
    String good = header + "0\tA.\tB.\tentailment\n";
    assertRefused(
        data,
        good + "1\tA.\tB.\tmaybe\n",
        "train.tsv, line 3, has an unknown label 'maybe' in column 'label': it must be one of"
            + " entailment, not_entailment");
    assertRefused(data, good + "1\tA.\tB.\n", "train.tsv, line 3, has no column 'label'");
    assertRefused(
        data,
        "index\tsentence1\tlabel\n0\tA.\tentailment\n",
        "train.tsv has no column 'sentence2' in line 1, only [index, sentence1, label]");
    assertRefused(data, header, "train.tsv has no rows");
    write(data, "RTE", good, good);
    Files.write(
        data.resolve("RTE/train.tsv"),
        (good + "1\tA\u00e9.\tB.\tentailment\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> load(data, "rte"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train.tsv is not UTF-8");
    Files.delete(data.resolve("RTE/dev.tsv"));
    Files.writeString(data.resolve("RTE/train.tsv"), good);
    assertThatThrownBy(() -> load(data, "rte"))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("dev.tsv does not exist");
  }

  @Test
  void aScoreOutOfRangeIsRefused(@TempDir Path data) throws IOException {
    String header = "sentence1\tsentence2\tscore\n";
    write(data, "STS-B", header + "A.\tB.\t5.5\n", header + "A.\tB.\t1\n");
    assertThatThrownBy(() -> load(data, "sts-b"))
        .hasMessageEndingWith(
            "train.tsv, line 2, has an unknown label '5.5' in column 'score': it must be"
                + " a number from 0.0 to 5.0");
  }

  @Test
  void aTextBeyondAllReasonIsRefused(@TempDir Path data) throws IOException {
    assertRefused(
        data,
        "index\tsentence1\tsentence2\tlabel\n0\tA.\t%s\tentailment\n"
            .formatted("b".repeat(100_001)),
        "train.tsv, line 2, has in column 'sentence2' 100001 characters; at most 100000 are read");
  }

  private static void assertRefused(Path data, String train, String message) throws IOException {
    write(data, "RTE", train, "index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tentailment\n");
    assertThatThrownBy(() -> load(data, "rte"))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(message);
  }

  @Test
  void aFolderWithoutTheTaskSaysWhatItLooksFor(@TempDir Path data) {
    assertThatThrownBy(() -> load(data, "qnli"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "task 'qnli' has no data in %s: there is neither QNLI/train.tsv nor qnli/train-*.parquet;"
                    .formatted(data)
                + " --data DIR and data in the sweep file say where GLUE's folders are");
  }

  @Test
  void theFingerprintIsOfTheFilesContent(@TempDir Path data) throws IOException {
    String rows = "index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tentailment\n";
    write(data, "RTE", rows, rows);
    String before = new GlueTasks(data, NONE).fingerprint("rte");
    assertThat(before).matches("[0-9a-f]{64}");
    assertThat(new GlueTasks(data, NONE).fingerprint("rte")).isEqualTo(before);
    write(data, "RTE", rows, rows + "1\tC.\tD.\tentailment\n");
    assertThat(new GlueTasks(data, NONE).fingerprint("rte")).isNotEqualTo(before);
    // What moves from one file to the next is not the same data.
    write(data, "RTE", rows + "1\tC.\tD.\tentailment\n", rows);
    String moved = new GlueTasks(data, NONE).fingerprint("rte");
    write(data, "RTE", rows, rows + "1\tC.\tD.\tentailment\n");
    assertThat(new GlueTasks(data, NONE).fingerprint("rte")).isNotEqualTo(moved);
  }

  private static LabelledData load(Path data, String task) {
    return new GlueTasks(data, NONE).load(task);
  }

  private static void write(Path data, String folder, String train, String dev) throws IOException {
    Files.createDirectories(data.resolve(folder));
    Files.writeString(data.resolve(folder).resolve("train.tsv"), train);
    Files.writeString(data.resolve(folder).resolve("dev.tsv"), dev);
  }

  private static Example single(String id, String text, int label) {
    return new Example(id, text, null, new Label.OfClass(label));
  }

  private static Example pair(String id, String text, String pair, int label) {
    return new Example(id, text, pair, new Label.OfClass(label));
  }

  /** Files by name, their rows in the order of the columns asked for. */
  private record HubFiles(Map<String, List<List<Object>>> files, List<String> columns)
      implements RowReader {
    HubFiles {
      files = new TreeMap<>(files);
    }

    HubFiles(Map<String, List<List<Object>>> files) {
      this(files, List.of("sentence1", "sentence2", "label"));
    }

    @Override
    public RowFormat format() {
      return RowFormat.PARQUET;
    }

    @Override
    public List<String> columns(RowFile file) {
      return columns;
    }

    @Override
    public void read(RowFile file, List<String> wanted, Consumer<Row> rows) {
      assertThat(wanted).isEqualTo(columns);
      long number = 1;
      for (List<Object> values :
          files.getOrDefault(file.path().getFileName().toString(), List.of())) {
        rows.accept(new Row(file.name(), number++, "row", List.copyOf(values)));
      }
    }
  }
}
