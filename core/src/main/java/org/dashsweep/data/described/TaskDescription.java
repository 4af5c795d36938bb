package org.dashsweep.data.described;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.TaskMetrics;
import org.dashsweep.data.rows.Quoting;
import org.dashsweep.data.rows.RowForm;
import org.dashsweep.data.rows.RowFormat;
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
  // The keys of a description in a sweep file.
  public static final String TRAIN = "train";
  public static final String EVALUATION = "evaluation";
  public static final String HOLD_OUT = "hold-out";
  public static final String HOLD_OUT_SEED = "hold-out-seed";
  public static final String TEXT = "text";
  public static final String PAIR = "pair";
  public static final String LABEL = "label";
  public static final String KIND = "kind";
  public static final String CLASSES = "classes";
  public static final String METRICS = "metrics";
  public static final String JUDGE = "judge";
  public static final String FORMAT = "format";
  public static final String QUOTING = "quoting";

  /** The value of {@link #QUOTING} that quotes as CSV does. */
  public static final String RFC_4180 = "rfc4180";

  /** The value of {@link #QUOTING} by which quote characters are text. */
  public static final String NO_QUOTING = "none";

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
   * @param json an object with the keys above
   */
  public static TaskDescription of(String name, JsonNode json) {
    @Nullable String format = text(json, FORMAT);
    RowForm form =
        RFC_4180.equals(text(json, QUOTING))
            ? RowForm.BY_NAME.withQuoting(Quoting.RFC_4180)
            : RowForm.BY_NAME;
    @Nullable String kind = text(json, KIND);
    @Nullable String judge = text(json, JUDGE);
    return new TaskDescription(
        name,
        json.path(TRAIN).textValue(),
        locations(json.path(EVALUATION)),
        json.has(HOLD_OUT)
            ? new HoldOut(json.path(HOLD_OUT).doubleValue(), json.path(HOLD_OUT_SEED).asLong())
            : null,
        new Columns(json.path(TEXT).textValue(), text(json, PAIR), json.path(LABEL).textValue()),
        format == null ? form : form.withFormat(RowFormat.ofLabel(format).orElseThrow()),
        kind == null ? null : TaskKind.named(kind).orElseThrow(),
        texts(json.path(CLASSES)),
        texts(json.path(METRICS)).stream()
            .map(metric -> TaskMetric.named(metric).orElseThrow())
            .toList(),
        judge == null ? null : TaskMetric.named(judge).orElseThrow());
  }

  private static @Nullable String text(JsonNode json, String key) {
    return json.path(key).textValue();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.textValue()));
    return texts;
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
