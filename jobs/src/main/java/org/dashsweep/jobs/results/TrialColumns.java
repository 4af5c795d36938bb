package org.dashsweep.jobs.results;

import static org.dashsweep.jobs.results.Column.nullable;
import static org.dashsweep.jobs.results.Column.required;
import static org.dashsweep.jobs.results.ColumnType.FLAG;
import static org.dashsweep.jobs.results.ColumnType.INTEGER;
import static org.dashsweep.jobs.results.ColumnType.LONG;
import static org.dashsweep.jobs.results.ColumnType.REAL;
import static org.dashsweep.jobs.results.ColumnType.TEXT;
import static org.dashsweep.jobs.results.ColumnType.TIME;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.dashsweep.adapter.Launch;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/** The columns of the {@code trials} table. */
final class TrialColumns {
  static final List<Column<TrialRow>> ALL = all();

  private static final String EVALUATED_STEP = "evaluated_step";
  private static final String EVALUATED_STATE = "evaluated_state";
  private static final String LAUNCHED = "launched";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

  private TrialColumns() {}

  private static List<Column<TrialRow>> all() {
    List<Column<TrialRow>> columns = new ArrayList<>();
    columns.add(required(Tables.TRIAL_ID, TEXT, TrialRow::trialId));
    columns.add(required("sweep", TEXT, TrialRow::sweep));
    for (ParameterColumn parameter : ParameterColumn.ALL) {
      columns.add(
          nullable(
              parameter.columnName(),
              parameter.type(),
              row -> row.parameters().get(parameter.parameter())));
    }
    columns.add(required("config", TEXT, TrialColumns::config));
    columns.add(required("status", TEXT, row -> row.status().name()));
    columns.add(nullable("failure_class", TEXT, failure(f -> f.failureClass().name())));
    columns.add(nullable("failure_message", TEXT, failure(Outcome.Failed::message)));
    columns.add(nullable("stopped_step", INTEGER, stop(Outcome.Stopped::step)));
    columns.add(nullable("stopped_metric", TEXT, stop(Outcome.Stopped::metric)));
    columns.add(nullable("stopped_value", REAL, stop(Outcome.Stopped::value)));
    columns.add(nullable("stopped_by", TEXT, stop(Outcome.Stopped::rule)));
    columns.add(required("attempts", INTEGER, TrialRow::attempts));
    columns.add(nullable("primary_metric", TEXT, success(Outcome.Succeeded::primaryMetric)));
    columns.add(nullable("primary_value", REAL, success(Outcome.Succeeded::primaryValue)));
    columns.add(nullable("best_value", REAL, success(Outcome.Succeeded::bestValue)));
    columns.add(nullable("best_step", INTEGER, success(Outcome.Succeeded::bestStep)));
    columns.add(nullable(EVALUATED_STEP, INTEGER, evaluated(EvaluatedState::step)));
    columns.add(nullable(EVALUATED_STATE, TEXT, evaluated(state -> state.choice().name())));
    columns.add(nullable(LAUNCHED, FLAG, evaluated(TrialColumns::launched)));
    columns.add(
        nullable("adapter_parameters", LONG, success(Outcome.Succeeded::adapterParameters)));
    columns.add(nullable("head_parameters", LONG, success(Outcome.Succeeded::headParameters)));
    columns.add(nullable("train_seconds", REAL, success(Outcome.Succeeded::trainSeconds)));
    columns.add(
        nullable("evaluation_seconds", REAL, success(Outcome.Succeeded::evaluationSeconds)));
    columns.add(nullable("train_tokens", LONG, success(Outcome.Succeeded::trainTokens)));
    columns.add(nullable("peak_memory_bytes", LONG, success(Outcome.Succeeded::peakMemoryBytes)));
    columns.add(nullable("device", TEXT, success(Outcome.Succeeded::device)));
    columns.add(nullable("threads", INTEGER, success(Outcome.Succeeded::threads)));
    columns.add(required("host", TEXT, TrialRow::host));
    columns.add(required("started_at", TIME, TrialRow::startedAt));
    columns.add(required("finished_at", TIME, TrialRow::finishedAt));
    columns.add(required("java_version", TEXT, row -> row.software().java()));
    columns.add(required("pytorch_version", TEXT, row -> row.software().pytorch()));
    columns.add(required("spark_version", TEXT, row -> row.software().spark()));
    columns.add(required("dash_sweep_version", TEXT, row -> row.software().dashSweep()));
    columns.add(nullable("djl_version", TEXT, row -> row.software().djl()));
    columns.add(nullable("gpu_models", TEXT, row -> row.software().gpus()));
    columns.add(required("model_fingerprint", TEXT, TrialRow::modelFingerprint));
    columns.add(required("data_fingerprint", TEXT, TrialRow::dataFingerprint));
    columns.add(nullable("evaluation_fingerprint", TEXT, TrialRow::evaluationFingerprint));
    columns.add(nullable("floor", REAL, TrialRow::floor));
    columns.add(nullable("explored_by", TEXT, TrialRow::exploration));
    return columns;
  }

  static TrialRow read(StoredRow row) {
    return new TrialRow(
        row.text(Tables.TRIAL_ID),
        row.text("sweep"),
        parameters(row.text("config")),
        row.integer("attempts"),
        row.text("host"),
        row.time("started_at"),
        row.time("finished_at"),
        new SoftwareVersions(
            row.text("java_version"),
            row.text("pytorch_version"),
            row.text("spark_version"),
            row.text("dash_sweep_version"),
            row.textOrNull("djl_version"),
            row.textOrNull("gpu_models")),
        row.text("model_fingerprint"),
        row.text("data_fingerprint"),
        row.textOrNull("evaluation_fingerprint"),
        row.realOrNull("floor"),
        row.textOrNull("explored_by"),
        outcome(row));
  }

  private static Outcome outcome(StoredRow row) {
    return switch (TrialStatus.valueOf(row.text("status"))) {
      case SUCCEEDED ->
          new Outcome.Succeeded(
              row.text("primary_metric"),
              row.real("primary_value"),
              row.real("best_value"),
              row.integer("best_step"),
              evaluated(row),
              row.whole("adapter_parameters"),
              row.whole("head_parameters"),
              row.real("train_seconds"),
              row.real("evaluation_seconds"),
              row.whole("train_tokens"),
              row.whole("peak_memory_bytes"),
              row.text("device"),
              row.integer("threads"));
      case FAILED ->
          new Outcome.Failed(
              FailureClass.valueOf(row.text("failure_class")), row.text("failure_message"));
      case STOPPED ->
          new Outcome.Stopped(
              row.integer("stopped_step"),
              row.text("stopped_metric"),
              row.real("stopped_value"),
              row.text("stopped_by"));
    };
  }

  private static Function<TrialRow, Object> success(Function<Outcome.Succeeded, Object> value) {
    return row -> row.outcome() instanceof Outcome.Succeeded s ? value.apply(s) : null;
  }

  private static Function<TrialRow, Object> evaluated(Function<EvaluatedState, Object> value) {
    return row ->
        row.outcome() instanceof Outcome.Succeeded s && s.evaluated() != null
            ? value.apply(s.evaluated())
            : null;
  }

  /** Null for a method that launches nothing. */
  private static @Nullable Object launched(EvaluatedState state) {
    return state.launch() == Launch.NONE ? null : state.launch() == Launch.DONE;
  }

  /** Null if the row does not say. */
  static @Nullable EvaluatedState evaluated(StoredRow row) {
    @Nullable Integer step = row.integerOrNull(EVALUATED_STEP);
    if (step == null) {
      return null;
    }
    @Nullable Boolean launched = row.flagOrNull(LAUNCHED);
    return new EvaluatedState(
        step,
        EvaluatedState.Choice.valueOf(row.text(EVALUATED_STATE)),
        launched == null ? Launch.NONE : launched ? Launch.DONE : Launch.AHEAD);
  }

  private static Function<TrialRow, Object> failure(Function<Outcome.Failed, Object> value) {
    return row -> row.outcome() instanceof Outcome.Failed f ? value.apply(f) : null;
  }

  private static Function<TrialRow, Object> stop(Function<Outcome.Stopped, Object> value) {
    return row -> row.outcome() instanceof Outcome.Stopped s ? value.apply(s) : null;
  }

  private static String config(TrialRow row) {
    try {
      return JSON.writeValueAsString(row.parameters());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "parameters of trial " + row.trialId() + " are not JSON: " + row.parameters(), e);
    }
  }

  static SortedMap<String, Object> parameters(String config) {
    try {
      return JSON.readValue(config, new TypeReference<TreeMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("column config is not a JSON object: " + config, e);
    }
  }
}
