package org.dashsweep.data.described;

import static org.dashsweep.data.described.RowDescription.EVALUATION;
import static org.dashsweep.data.described.RowDescription.TRAIN;
import static org.dashsweep.data.described.RowDescription.text;
import static org.dashsweep.data.described.RowDescription.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.TaskMetrics;
import org.dashsweep.data.rows.RowForm;
import org.jspecify.annotations.Nullable;

/**
 * A task as a sweep file describes it.
 *
 * @param name of one's own
 * @param train location of the training rows
 * @param evaluation locations of the evaluation rows by the names of their sets, the one that
 *     judges first; empty if rows are held out
 * @param holdOut the training rows that are held out; null if none are
 * @param columns of text, pair and label
 * @param form of the files
 * @param kind of the labels; null if the description does not tell
 * @param classes in the order of a model's outputs; empty if the training rows tell
 * @param metrics as named; empty for all that fit
 * @param judge as named; null for the first of {@code metrics}, or the kind's own
 */
public record TaskDescription(
    String name,
    String train,
    Map<String, String> evaluation,
    @Nullable HoldOut holdOut,
    Columns columns,
    RowForm form,
    @Nullable TaskKind kind,
    List<String> classes,
    List<TaskMetric> metrics,
    @Nullable TaskMetric judge) {
  // The keys of a description in a sweep file, beside those of its rows.
  public static final String TEXT = "text";
  public static final String PAIR = "pair";
  public static final String LABEL = "label";
  public static final String KIND = "kind";
  public static final String CLASSES = "classes";
  public static final String METRICS = "metrics";
  public static final String JUDGE = "judge";

  /** Copies the lists and the mapping, whose order is kept. */
  public TaskDescription {
    evaluation = Collections.unmodifiableMap(new LinkedHashMap<>(evaluation));
    classes = List.copyOf(classes);
    metrics = List.copyOf(metrics);
  }

  /**
   * Names of the columns that are read.
   *
   * @param pair of the second text, or null
   */
  public record Columns(String text, @Nullable String pair, String label) {
    List<String> all() {
      return pair == null ? List.of(text, label) : List.of(text, pair, label);
    }
  }

  /**
   * Reads a description in the canonical form that trials carry.
   *
   * @param json an object with these keys and those of {@link RowDescription}
   */
  public static TaskDescription of(String name, JsonNode json) {
    @Nullable String kind = text(json, KIND);
    @Nullable String judge = text(json, JUDGE);
    return new TaskDescription(
        name,
        json.path(TRAIN).textValue(),
        locations(json.path(EVALUATION)),
        RowDescription.holdOut(json),
        new Columns(json.path(TEXT).textValue(), text(json, PAIR), json.path(LABEL).textValue()),
        RowDescription.form(json),
        kind == null ? null : TaskKind.named(kind).orElseThrow(),
        texts(json.path(CLASSES)),
        texts(json.path(METRICS)).stream()
            .map(metric -> TaskMetric.named(metric).orElseThrow())
            .toList(),
        judge == null ? null : TaskMetric.named(judge).orElseThrow());
  }

  private static Map<String, String> locations(JsonNode mapping) {
    Map<String, String> locations = new LinkedHashMap<>();
    mapping.properties().forEach(one -> locations.put(one.getKey(), one.getValue().textValue()));
    return locations;
  }

  /** Returns the kind that the description tells; empty if only the rows could. */
  public Optional<TaskKind> toldKind() {
    return kind != null
        ? Optional.of(kind)
        : classes.isEmpty()
            ? named().map(TaskKind::of).findFirst()
            : Optional.of(TaskKind.CLASSIFICATION);
  }

  private Stream<TaskMetric> named() {
    return Stream.concat(Stream.ofNullable(judge), metrics.stream());
  }

  /**
   * Returns the metrics for labels of the description's kind. With more than two classes {@code f1}
   * means {@code macro-f1}.
   */
  public TaskMetrics metricsOf(Labels labels) {
    List<TaskMetric> reported =
        metrics.isEmpty()
            ? TaskMetric.fitting(labels)
            : metrics.stream().map(metric -> fitted(metric, labels)).distinct().toList();
    TaskKind told = toldKind().orElse(TaskKind.CLASSIFICATION);
    TaskMetric judging = judge != null ? judge : metrics.isEmpty() ? told.judge() : metrics.get(0);
    return new TaskMetrics(fitted(judging, labels), reported);
  }

  private static TaskMetric fitted(TaskMetric metric, Labels labels) {
    return metric == TaskMetric.F1 && !metric.fits(labels) ? TaskMetric.MACRO_F1 : metric;
  }
}
