package org.dashsweep.data;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A data set of labelled texts.
 *
 * @param name the task's name in a sweep file
 * @param labels the labels that examples can have
 * @param metrics by which results on it are measured and compared
 * @param train examples to learn from, in an order fixed by the builder. Any first part of it is a
 *     fair sample
 * @param evaluation sets of examples to report on, the one that decides first
 */
public record LabelledData(
    String name,
    Labels labels,
    TaskMetrics metrics,
    List<Example> train,
    List<EvaluationSet<Example>> evaluation) {
  /** Name of the evaluation set of a task that has no other name for it. */
  public static final String EVALUATION = "evaluation";

  /** Name of the evaluation set of training rows that nobody trains on. */
  public static final String VALIDATION = "validation";

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no evaluation set, or an example's label is none
   *     of {@code labels}
   */
  public LabelledData {
    train = List.copyOf(train);
    evaluation = List.copyOf(evaluation);
    if (evaluation.isEmpty()) {
      throw new IllegalArgumentException(name + ": there must be at least 1 evaluation set");
    }
    requireKnownLabels(name, labels, train);
    for (EvaluationSet<Example> set : evaluation) {
      requireKnownLabels(name, labels, set.examples());
    }
  }

  /** Returns a data set of classes, judged by accuracy on its only evaluation set. */
  public static LabelledData classification(
      String name, List<String> classes, List<Example> train, List<Example> evaluation) {
    Labels labels = new Labels.Classes(classes);
    return new LabelledData(
        name,
        labels,
        TaskMetrics.usual(TaskMetric.ACCURACY, labels),
        train,
        List.of(new EvaluationSet<>(EVALUATION, evaluation)));
  }

  private static void requireKnownLabels(String name, Labels labels, List<Example> examples) {
    for (Example example : examples) {
      if (!labels.contains(example.label())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: label of example %s must be %s: %s",
                name,
                example.id(),
                labels.described(),
                example.label()));
      }
    }
  }

  /** Returns the number of examples of each class; empty for scores. */
  public Optional<ClassBalance> balance() {
    return ClassBalance.of(this);
  }

  /**
   * Identifies what is evaluated on: name, texts and labels of every evaluation example, in order.
   *
   * @return lower-case hexadecimal SHA-256
   */
  public String evaluationFingerprint() {
    MessageDigest digest = StableHash.sha256();
    for (EvaluationSet<Example> set : evaluation) {
      StableHash.update(digest, set.name());
      for (Example example : set.examples()) {
        StableHash.update(digest, example.text());
        StableHash.update(digest, example.pair() == null ? "" : example.pair());
        StableHash.update(digest, labels.text(example.label()));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Examples of all evaluation sets together. */
  public int evaluationExamples() {
    return evaluation.stream().mapToInt(set -> set.examples().size()).sum();
  }

  /** Returns rows of each evaluation set. */
  public List<Integer> evaluationSizes() {
    return evaluation.stream().map(set -> set.examples().size()).toList();
  }

  /** Returns the same data set with only the first example of each set. */
  public LabelledData onlyFirst() {
    return new LabelledData(
        name,
        labels,
        metrics,
        train.subList(0, Math.min(1, train.size())),
        evaluation.stream().map(set -> set.map(rows -> rows.subList(0, 1))).toList());
  }

  /** Returns the same data set for a trial that trains nothing. */
  public LabelledData withoutTraining() {
    return new LabelledData(name, labels, metrics, List.of(), evaluation);
  }

  /**
   * Returns the same data set with some of its training examples as its last evaluation set, {@link
   * #VALIDATION}.
   *
   * @throws IllegalArgumentException if no training example is left, or none is taken
   */
  public LabelledData withValidation(Predicate<Example> taken) {
    List<Example> validation = train.stream().filter(taken).toList();
    List<Example> rest = train.stream().filter(taken.negate()).toList();
    if (validation.isEmpty() || rest.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "of the %d training rows of %s, validation-share takes %d and leaves %d: both parts need rows",
              train.size(),
              name,
              validation.size(),
              rest.size()));
    }
    return new LabelledData(
        name,
        labels,
        metrics,
        rest,
        Stream.concat(evaluation.stream(), Stream.of(new EvaluationSet<>(VALIDATION, validation)))
            .toList());
  }

  /**
   * Returns the same data set with only the first training examples.
   *
   * @throws IllegalArgumentException if there are fewer than {@code rows}, or {@code rows} is not
   *     positive
   */
  public LabelledData withTrainRows(int rows) {
    if (rows < 1 || rows > train.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training rows of %s must be from 1 to %d: %d",
              name,
              train.size(),
              rows));
    }
    return new LabelledData(name, labels, metrics, train.subList(0, rows), evaluation);
  }
}
