package org.dashsweep.data.described;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.dashsweep.data.ClassBalance;
import org.dashsweep.data.DataException;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.rows.RowFiles;
import org.dashsweep.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DescribedTaskTest {
  private static final String TWO_FILES = "'train':'train.csv','evaluation':{'':'test.csv'}";
  private static final String COLUMNS = ",'text':'body','label':'queue'";

  private final Path directory;

  DescribedTaskTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private DescribedTask find(String json) {
    try {
      TaskDescription description =
          TaskDescription.of("tickets", Json.MAPPER.readTree("{" + json.replace('\'', '"') + "}"));
      return DescribedTask.find(
          description,
          location -> RowFiles.of(location, directory.resolve(location), description.form()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LabelledData data(String json) {
    return find(json).read().data();
  }

  private void write(String name, String... lines) {
    try {
      Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeTwoFiles() {
    write("train.csv", "id,queue,body", "1,other,hello", "2,billing,\"pay, now\"", "3,outage,down");
    write("test.csv", "body,queue", "  up? ,outage", "how much,billing");
  }

  @Test
  void classesAreThoseOfTheTrainingRowsSorted() {
    writeTwoFiles();
    LabelledData data = data(TWO_FILES + COLUMNS);
    assertThat(data.name()).isEqualTo("tickets");
    assertThat(data.labels()).isEqualTo(new Labels.Classes(List.of("billing", "other", "outage")));
    assertThat(data.train())
        .containsExactlyInAnyOrder(
            new Example("train-1", "hello", null, new Label.OfClass(1)),
            new Example("train-2", "pay, now", null, new Label.OfClass(0)),
            new Example("train-3", "down", null, new Label.OfClass(2)));
    assertThat(data.evaluation())
        .singleElement()
        .satisfies(
            set -> {
              assertThat(set.name()).isEqualTo("evaluation");
              assertThat(set.examples())
                  .containsExactly(
                      new Example("evaluation-1", "  up? ", null, new Label.OfClass(2)),
                      new Example("evaluation-2", "how much", null, new Label.OfClass(0)));
            });
    assertThat(data.metrics().judge()).isEqualTo(TaskMetric.ACCURACY);
    assertThat(data.metrics().reported())
        .containsExactly(
            TaskMetric.ACCURACY, TaskMetric.MATTHEWS, TaskMetric.MACRO_F1, TaskMetric.WEIGHTED_F1);
  }

  @Test
  void classesThatAreGivenKeepTheirOrder() {
    writeTwoFiles();
    LabelledData data =
        data(TWO_FILES + COLUMNS + ",'classes':['outage','other','billing','spare']");
    assertThat(data.labels())
        .isEqualTo(new Labels.Classes(List.of("outage", "other", "billing", "spare")));
    assertThat(
            find(TWO_FILES + COLUMNS + ",'classes':['outage','other','billing','spare']")
                .read()
                .remarks())
        .containsExactly("task tickets: no row is of spare");
  }

  @Test
  void classesThatAreNumbersAreSortedAsNumbers() {
    write(
        "rows.jsonl",
        IntStream.of(10, 9, 2, 10, 9, 2, 2, 10, 9, 2)
            .mapToObj(label -> "{\"body\": \"text " + label + "\", \"queue\": " + label + ".0}")
            .toArray(String[]::new));
    write("test.jsonl", "{\"queue\": 9, \"body\": \"x\"}", "{\"queue\": \"2\", \"body\": \"y\"}");
    LabelledData data = data("'train':'rows.jsonl','evaluation':{'':'test.jsonl'}" + COLUMNS);
    assertThat(data.labels()).isEqualTo(new Labels.Classes(List.of("2", "9", "10")));
    assertThat(data.evaluation().get(0).examples())
        .extracting(Example::label)
        .containsExactly(new Label.OfClass(1), new Label.OfClass(0));
  }

  @Test
  void namedEvaluationSetsStayApartAndTheFirstJudges() {
    writeTwoFiles();
    write("hard.csv", "body,queue", "ouch,other");
    LabelledData data =
        data("'train':'train.csv','evaluation':{'hard':'hard.csv','easy':'test.csv'}" + COLUMNS);
    assertThat(data.evaluation()).extracting("name").containsExactly("hard", "easy");
  }

  @Test
  void twoTextsMakeAPair() {
    write("train.tsv", "a\tb\tc", "\"one\ttwo\tyes", "three\tfour\tno");
    write("test.tsv", "a\tb\tc", "five\tsix\tno");
    LabelledData data =
        data("'train':'train.tsv','evaluation':{'':'test.tsv'},'text':'a','pair':'b','label':'c'");
    assertThat(data.train()).contains(new Example("train-1", "\"one", "two", new Label.OfClass(1)));
    assertThat(data.metrics().reported()).contains(TaskMetric.F1);
  }

  @Test
  void numbersArePredictedIfTheKindSaysSo() {
    write("train.csv", "body,queue", "a,1e-1", "b,-2", "c,+.5");
    write("test.csv", "body,queue", "d,3.25");
    LabelledData data = data(TWO_FILES + COLUMNS + ",'kind':'regression'");
    assertThat(data.labels()).isEqualTo(Labels.Scores.ANY);
    assertThat(data.train())
        .extracting(Example::label)
        .containsExactlyInAnyOrder(new Label.Score(0.1), new Label.Score(-2), new Label.Score(0.5));
    assertThat(data.metrics().judge()).isEqualTo(TaskMetric.PEARSON);
    assertThat(data.metrics().reported())
        .containsExactly(
            TaskMetric.CORRELATION, TaskMetric.PEARSON, TaskMetric.SPEARMAN, TaskMetric.MSE);
    assertThat(data(TWO_FILES + COLUMNS + ",'judge':'mse'").labels())
        .as("told by the metric")
        .isEqualTo(Labels.Scores.ANY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nan",
        "NaN",
        "Infinity",
        "-inf",
        "1e999",
        "1e39",
        "0x1p3",
        "1d",
        "high",
        "1,5",
        "1 2"
      })
  void aLabelThatIsNoFiniteNumberIsRefused(String label) {
    write("train.csv", "body,queue", "a,1", "b,2");
    write("test.csv", "body,queue", "d,3", "e,\"" + label + "\"");
    assertRefused(
        TWO_FILES + COLUMNS + ",'kind':'regression'",
        "test.csv, line 3, has the label '"
            + label
            + "' in column 'queue', which is no finite number; correct it, or say kind:"
            + " classification");
  }

  @Test
  void labelsThatLookLikeNumbersToPredictNeedTheKind() {
    write("train.csv", "body,queue", "a,1", "b,2.5", "c,3");
    write("test.csv", "body,queue", "d,1");
    assertRefused(
        TWO_FILES + COLUMNS,
        "train.csv, line 3, has the label 2.5 in column 'queue', as of numbers to predict; add kind:"
            + " regression or kind: classification to the description");
    assertThat(data(TWO_FILES + COLUMNS + ",'kind':'classification'").labels())
        .isEqualTo(new Labels.Classes(List.of("1", "2.5", "3")));

    List<String> many = new ArrayList<>(List.of("body,queue"));
    IntStream.range(0, 21).forEach(i -> many.add("text," + i));
    write("train.csv", many.toArray(String[]::new));
    assertRefused(TWO_FILES + COLUMNS, "train.csv, line 22, has the label 20 in column");
    write("train.csv", many.subList(0, 21).toArray(String[]::new));
    assertThat(data(TWO_FILES + COLUMNS).labels().outputs()).isEqualTo(20);
  }

  @Test
  void f1OfMoreThanTwoClassesIsTheMacroMean() {
    writeTwoFiles();
    LabelledData data = data(TWO_FILES + COLUMNS + ",'metrics':['accuracy','f1'],'judge':'f1'");
    assertThat(data.metrics().judge()).isEqualTo(TaskMetric.MACRO_F1);
    assertThat(data.metrics().reported()).containsExactly(TaskMetric.ACCURACY, TaskMetric.MACRO_F1);
    assertThat(data(TWO_FILES + COLUMNS + ",'metrics':['matthews','accuracy']").metrics().judge())
        .as("the first of metrics")
        .isEqualTo(TaskMetric.MATTHEWS);
  }

  @Test
  void f1OfTwoClassesSaysOfWhichItIs() {
    write("train.csv", "body,queue", "a,ham", "b,spam");
    write("test.csv", "body,queue", "c,spam");
    assertThat(find(TWO_FILES + COLUMNS + ",'judge':'f1'").read().remarks())
        .containsExactly("task tickets: f1 is of the class 'spam', the second of its classes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
            ,other | train.csv, line 5, has an empty text in column 'body'; fill it in, or remove the row
            ' ',other | train.csv, line 5, has an empty text in column 'body'; fill it in, or remove the row
            x, | train.csv, line 5, has no label in column 'queue'; fill it in, or remove the row
            x,othr | train.csv, line 5, has the class 'othr', which is none of classes; did you mean other?
          """)
  void aRowThatCannotBeUsedIsNamed(String row, String problem) {
    write("train.csv", "body,queue", "a,other", "b,billing", "c,outage", row.replace('\'', '"'));
    write("test.csv", "body,queue", "d,other");
    assertRefused(TWO_FILES + COLUMNS + ",'classes':['billing','outage','other']", problem);
  }

  @Test
  void aMissingOrForeignTextIsNamed() {
    write(
        "train.jsonl", "{\"body\": \"a\", \"queue\": \"x\"}", "{\"body\": null, \"queue\": \"y\"}");
    write("test.jsonl", "{\"body\": \"b\", \"queue\": \"x\"}");
    String json = "'train':'train.jsonl','evaluation':{'':'test.jsonl'}" + COLUMNS;
    assertRefused(json, "train.jsonl, line 2, has no text in column 'body'");
    write("train.jsonl", "{\"body\": 7, \"queue\": \"x\"}");
    assertRefused(json, "train.jsonl, line 1, has 7 in column 'body' where a text should be");
    write("train.jsonl", "{\"body\": \"%s\", \"queue\": \"x\"}".formatted("a".repeat(100_001)));
    assertRefused(json, "has in column 'body' 100001 characters; at most 100000 are read");
  }

  @Test
  void aClassThatOnlyEvaluationRowsHaveIsRefused() {
    writeTwoFiles();
    write("test.csv", "body,queue", "a,other", "b,spam");
    assertRefused(
        TWO_FILES + COLUMNS,
        "test.csv, line 3, has the class 'spam', which no training row has; add training rows of it,"
            + " or remove the row");
    assertRefused(
        TWO_FILES + COLUMNS + ",'classes':['billing','outage','other','spam']",
        "test.csv, line 3, has the class 'spam', which no training row has");
  }

  @Test
  void oneClassOrOneNumberIsNothingToLearn() {
    write("train.csv", "body,queue", "a,1", "b,1.0");
    write("test.csv", "body,queue", "c,1");
    assertRefused(
        TWO_FILES + COLUMNS + ",'kind':'regression'",
        "train.csv has only the number 1 as label of its training rows");
    write("train.csv", "body,queue", "a,x", "b,x");
    assertRefused(TWO_FILES + COLUMNS, "train.csv has only the class 'x' in its training rows");
  }

  @Test
  void evaluationRowsThatAreTrainingRowsTooAreCounted() {
    write("train.csv", "body,queue", "a,x", "b,y", "c,x", "d,y");
    write("test.csv", "body,queue", "a,y", "b,y", "e,x", "c,y");
    assertThat(find(TWO_FILES + COLUMNS).read().remarks())
        .containsExactly(
            "task tickets: 3 of 4 rows of evaluation are training rows too, 2 of them with another"
                + " label");
  }

  @Test
  void largeNumbersAreRemarkedOn() {
    write("train.csv", "body,queue", "a,100", "b,-2500");
    write("test.csv", "body,queue", "c,1");
    assertThat(find(TWO_FILES + COLUMNS + ",'kind':'regression'").read().remarks())
        .containsExactly(
            "task tickets: labels go from -2500.0 to 100.0 and are learnt as they are; a model"
                + " learns numbers near 0 to 1 faster");
  }

  private void assertRefused(String json, String problem) {
    assertThatThrownBy(() -> find(json).read())
        .isInstanceOf(DataException.class)
        .hasMessageContaining(problem);
  }

  /** The rows that Python's hashlib chooses by the rule of {@link HoldOut}. */
  @Test
  void rowsAreHeldOutByTheRule() {
    HoldOut rule = new HoldOut(0.3, 0);
    assertThat(IntStream.range(0, 20).filter(i -> rule.takes("text " + i, null)))
        .containsExactly(9, 12, 13, 15, 18);
    HoldOut other = new HoldOut(0.3, 5);
    assertThat(IntStream.range(0, 20).filter(i -> other.takes("text " + i, null)))
        .containsExactly(4, 5, 17);
    assertThat(IntStream.range(0, 20).filter(i -> rule.takes("text " + i, "päir")))
        .containsExactly(2, 4, 9, 10, 11, 18, 19);
  }

  @Test
  void whatIsHeldOutDependsOnNoOtherRow() {
    List<String> rows = new ArrayList<>();
    IntStream.range(0, 400).forEach(i -> rows.add("text %d,%s".formatted(i / 2, i % 3 == 0)));
    String json = "'train':'train.csv','hold-out':0.25" + COLUMNS;
    write("train.csv", "body,queue\n" + String.join("\n", rows));
    LabelledData before = data(json);
    assertThat(before.evaluation().get(0).name()).isEqualTo("held-out");
    assertThat(before.evaluation().get(0).examples()).hasSizeBetween(70, 130);
    assertThat(before.train().size() + before.evaluationExamples()).isEqualTo(400);

    Collections.shuffle(rows, new Random(3));
    rows.add("one more,true");
    write("train.csv", "body,queue\n" + String.join("\n", rows));
    assertThat(texts(data(json), "held-out"))
        .containsAll(texts(before, "held-out"))
        .doesNotContainAnyElementsOf(texts(before, "train"));
    assertThat(texts(data(json.replace("0.25", "0.25,'hold-out-seed':1")), "held-out"))
        .isNotEqualTo(texts(before, "held-out"));
  }

  private static Set<String> texts(LabelledData data, String part) {
    Set<String> texts = new HashSet<>();
    List<Example> examples =
        part.equals("train") ? data.train() : data.evaluation().get(0).examples();
    examples.forEach(example -> texts.add(example.text()));
    return texts;
  }

  @Test
  void tooFewRowsCannotBeHeldOut() {
    write("train.csv", "body,queue", "a,x", "b,y");
    assertRefused(
        "'train':'train.csv','hold-out':0.001" + COLUMNS,
        "train.csv has too few rows to hold out a share of 0.001: 0 of 2 are held out; add rows, or"
            + " change the share or hold-out-seed");
  }

  @Test
  void theFingerprintIsOfTheContent() throws IOException {
    writeTwoFiles();
    String before = find(TWO_FILES + COLUMNS).fingerprint();
    Files.copy(directory.resolve("test.csv"), directory.resolve("same.csv"));
    assertThat(find(TWO_FILES.replace("test.csv", "same.csv") + COLUMNS).fingerprint())
        .isEqualTo(before);
    write("test.csv", "body,queue", "  up? ,outage", "how much,other");
    assertThat(find(TWO_FILES + COLUMNS).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void aChangedFileIsReadAnew() {
    writeTwoFiles();
    ClassBalance before =
        DescribedTasks.read(find(TWO_FILES + COLUMNS)).data().balance().orElseThrow();
    write("train.csv", "body,queue", "a,outage", "b,billing", "c,other", "d,other");
    assertThat(DescribedTasks.read(find(TWO_FILES + COLUMNS)).data().balance().orElseThrow())
        .isNotEqualTo(before);
  }
}
