package org.dashsweep.data.glue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.jspecify.annotations.Nullable;

/**
 * A task of GLUE: places and meaning of its rows, in GLUE's own files and in the data-set hubs'
 * files.
 *
 * @param folder of GLUE's own files
 * @param own their columns
 * @param hubFolder of the data-set hubs' files
 * @param hub their columns
 * @param labels classes in the order of Hugging Face's data sets, which their Parquet files
 *     presuppose
 * @param metric that the paper reports
 */
record GlueTask(
    String folder, Columns own, String hubFolder, Columns hub, Labels labels, TaskMetric metric) {
  /** All that have training data. */
  static final List<GlueTask> ALL =
      List.of(
          // Is the sentence acceptable English?
          new GlueTask(
              "CoLA",
              new Columns("sentence", null, "label"),
              "cola",
              new Columns("sentence", null, "label"),
              classes("unacceptable", "acceptable"),
              TaskMetric.MATTHEWS),
          // Does the film review like the film?
          new GlueTask(
              "SST-2",
              new Columns("sentence", null, "label"),
              "sst2",
              new Columns("sentence", null, "label"),
              classes("negative", "positive"),
              TaskMetric.ACCURACY),
          // Do both sentences say the same?
          new GlueTask(
              "MRPC",
              new Columns("#1 String", "#2 String", "Quality"),
              "mrpc",
              new Columns("sentence1", "sentence2", "label"),
              classes("not_equivalent", "equivalent"),
              TaskMetric.ACCURACY),
          // Do both questions ask the same?
          new GlueTask(
              "QQP",
              new Columns("question1", "question2", "is_duplicate"),
              "qqp",
              new Columns("question1", "question2", "label"),
              classes("not_duplicate", "duplicate"),
              TaskMetric.ACCURACY),
          // How alike are both sentences, from 0 to 5?
          new GlueTask(
              "STS-B",
              new Columns("sentence1", "sentence2", "score"),
              "stsb",
              new Columns("sentence1", "sentence2", "label"),
              new Labels.Scores(0, 5),
              TaskMetric.CORRELATION),
          // Does the first text entail the second, contradict it, or neither?
          new GlueTask(
              "MNLI",
              new Columns("sentence1", "sentence2", "gold_label"),
              "mnli",
              new Columns("premise", "hypothesis", "label"),
              classes("entailment", "neutral", "contradiction"),
              TaskMetric.ACCURACY),
          // Does the sentence answer the question?
          new GlueTask(
              "QNLI",
              new Columns("question", "sentence", "label"),
              "qnli",
              new Columns("question", "sentence", "label"),
              classes("entailment", "not_entailment"),
              TaskMetric.ACCURACY),
          // Does the first text entail the second?
          new GlueTask(
              "RTE",
              new Columns("sentence1", "sentence2", "label"),
              "rte",
              new Columns("sentence1", "sentence2", "label"),
              classes("entailment", "not_entailment"),
              TaskMetric.ACCURACY),
          // Does the first text entail the second, in which one of its pronouns is replaced?
          new GlueTask(
              "WNLI",
              new Columns("sentence1", "sentence2", "label"),
              "wnli",
              new Columns("sentence1", "sentence2", "label"),
              classes("not_entailment", "entailment"),
              TaskMetric.ACCURACY));

  private static final List<String> COLA_HEADER =
      List.of("source", "label", "annotation", "sentence");

  /**
   * Names of the columns that are read.
   *
   * @param pair of the second text, or null
   */
  record Columns(String text, @Nullable String pair, String label) {
    List<String> all() {
      return Stream.of(Optional.of(text), Optional.ofNullable(pair), Optional.of(label))
          .flatMap(Optional::stream)
          .toList();
    }
  }

  /**
   * A part of a task's rows.
   *
   * @param name in tables
   * @param file of GLUE's own, without its extension
   * @param hubSplit the data-set hubs' name
   */
  record Part(String name, String file, String hubSplit) {}

  private static Labels classes(String... names) {
    return new Labels.Classes(List.of(names));
  }

  /** Returns its name in sweep files: the folder's name in lower case. */
  String name() {
    return folder.toLowerCase(Locale.ROOT);
  }

  Part train() {
    return new Part("train", "train", "train");
  }

  /**
   * Returns the parts to evaluate on. MNLI's part that the paper's tables most likely have comes
   * first.
   */
  List<Part> evaluation() {
    return folder.equals("MNLI")
        ? List.of(
            new Part("dev-matched", "dev_matched", "validation_matched"),
            new Part("dev-mismatched", "dev_mismatched", "validation_mismatched"))
        : List.of(new Part("dev", "dev", "validation"));
  }

  /** Returns the form of GLUE's own files. CoLA's alone have no header. */
  TabSeparated form() {
    return folder.equals("CoLA") ? new TabSeparated(COLA_HEADER) : TabSeparated.withHeader();
  }

  /**
   * Returns whether rows without all their fields or a label are left out, as by Hugging Face's
   * data set. Some questions of QQP were torn apart; elsewhere such a row is an error.
   */
  boolean hasTornRows() {
    return folder.equals("QQP");
  }
}
