package org.dashsweep.jobs.results;

import static org.dashsweep.jobs.results.Column.nullable;
import static org.dashsweep.jobs.results.Column.required;
import static org.dashsweep.jobs.results.ColumnType.FLAG;
import static org.dashsweep.jobs.results.ColumnType.FLOATS;
import static org.dashsweep.jobs.results.ColumnType.INTEGER;
import static org.dashsweep.jobs.results.ColumnType.REAL;
import static org.dashsweep.jobs.results.ColumnType.TEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.dashsweep.trial.TrialResult;

/** The tables of a sweep. {@link TrialResult} says what each column means. */
public final class Tables {
  /** The column of every table that says whose a row is. */
  public static final String TRIAL_ID = "trial_id";

  /** One row per trial. */
  public static final TableSchema<TrialRow> TRIALS =
      new TableSchema<>("trials", TrialColumns.ALL, TrialColumns::read);

  /** One row per trial, evaluation and metric. */
  public static final TableSchema<TrialEntry<TrialResult.Evaluation>> EVALUATIONS =
      new TableSchema<>(
          "evaluations",
          entries(
              List.of(
                  required("dataset", TEXT, TrialResult.Evaluation::dataset),
                  required("split", TEXT, TrialResult.Evaluation::split),
                  required("metric", TEXT, TrialResult.Evaluation::metric),
                  required("value", REAL, TrialResult.Evaluation::value),
                  required("examples", INTEGER, TrialResult.Evaluation::examples),
                  required("step", INTEGER, TrialResult.Evaluation::step))),
          entryReader(
              row ->
                  new TrialResult.Evaluation(
                      row.text("dataset"),
                      row.text("split"),
                      row.text("metric"),
                      row.real("value"),
                      row.integer("examples"),
                      row.integer("step"))));

  /** One row per trial and optimiser update. */
  public static final TableSchema<TrialEntry<TrialResult.Step>> STEPS =
      new TableSchema<>(
          "steps",
          entries(
              List.of(
                  required("step", INTEGER, TrialResult.Step::step),
                  required("loss", REAL, TrialResult.Step::loss),
                  required("learning_rate", REAL, TrialResult.Step::learningRate),
                  required("gradient_norm", REAL, TrialResult.Step::gradientNorm),
                  required("tokens", INTEGER, TrialResult.Step::tokens),
                  required("seconds", REAL, TrialResult.Step::seconds))),
          entryReader(
              row ->
                  new TrialResult.Step(
                      row.integer("step"),
                      row.real("loss"),
                      row.real("learning_rate"),
                      row.real("gradient_norm"),
                      row.integer("tokens"),
                      row.real("seconds"))));

  /** One row per trial and evaluated example, after the last update. */
  public static final TableSchema<TrialEntry<TrialResult.Prediction>> PREDICTIONS =
      new TableSchema<>(
          "predictions",
          entries(
              List.of(
                  required("dataset", TEXT, TrialResult.Prediction::dataset),
                  required("split", TEXT, TrialResult.Prediction::split),
                  nullable("scorer", TEXT, TrialResult.Prediction::scorer),
                  required("example_id", TEXT, TrialResult.Prediction::exampleId),
                  required("label", TEXT, TrialResult.Prediction::label),
                  required("prediction", TEXT, TrialResult.Prediction::prediction),
                  nullable("text", TEXT, TrialResult.Prediction::text),
                  required("logits", FLOATS, TrialResult.Prediction::logits),
                  nullable("correct", FLAG, TrialResult.Prediction::correct))),
          entryReader(
              row ->
                  new TrialResult.Prediction(
                      row.text("dataset"),
                      row.text("split"),
                      row.textOrNull("scorer"),
                      row.text("example_id"),
                      row.text("label"),
                      row.text("prediction"),
                      row.textOrNull("text"),
                      row.floats("logits"),
                      row.flagOrNull("correct"))));

  /** One row per trial and task-specific direction. */
  public static final TableSchema<TrialEntry<TrialResult.Direction>> DIRECTIONS =
      new TableSchema<>(
          "directions",
          entries(
              List.of(
                  required("layer", INTEGER, TrialResult.Direction::layer),
                  required("module", TEXT, TrialResult.Direction::module),
                  required("index", INTEGER, TrialResult.Direction::index),
                  required("sigma", REAL, TrialResult.Direction::sigma),
                  required("change_rate", REAL, TrialResult.Direction::changeRate),
                  required("delta_sigma", REAL, TrialResult.Direction::deltaSigma))),
          entryReader(
              row ->
                  new TrialResult.Direction(
                      row.integer("layer"),
                      row.text("module"),
                      row.integer("index"),
                      row.real("sigma"),
                      row.real("change_rate"),
                      row.real("delta_sigma"))));

  /** One row per trial and rung of an exploration that it reached. */
  public static final TableSchema<RungRow> RUNGS =
      new TableSchema<>("rungs", RungColumns.ALL, RungColumns::read);

  /** What was heard from trials while they ran. */
  public static final TableSchema<EventRow> EVENTS =
      new TableSchema<>("events", EventColumns.ALL, EventColumns::read);

  /** One row per attempt at a trial, those that failed or were lost included. */
  public static final TableSchema<AttemptRow> ATTEMPTS =
      new TableSchema<>("attempts", AttemptColumns.ALL, AttemptColumns::read);

  /** What only a trial that succeeded has rows in. */
  public static final List<TableSchema<?>> RESULTS =
      List.of(EVALUATIONS, STEPS, PREDICTIONS, DIRECTIONS);

  /** All that trials write, a file for each trial, whether or not it explores. */
  public static final List<TableSchema<?>> ALL =
      List.of(EVALUATIONS, STEPS, PREDICTIONS, DIRECTIONS, ATTEMPTS, TRIALS);

  /** All tables, those included that are not a file for each trial that ends. */
  public static final List<TableSchema<?>> VIEWS =
      List.of(EVALUATIONS, STEPS, PREDICTIONS, DIRECTIONS, ATTEMPTS, TRIALS, EVENTS, RUNGS);

  private Tables() {}

  private static <T> List<Column<TrialEntry<T>>> entries(List<Column<T>> columns) {
    List<Column<TrialEntry<T>>> all = new ArrayList<>();
    all.add(required(TRIAL_ID, TEXT, TrialEntry::trialId));
    for (Column<T> column : columns) {
      all.add(
          new Column<>(
              column.name(),
              column.type(),
              column.presence(),
              row -> column.value().apply(row.entry())));
    }
    return all;
  }

  private static <T> Function<StoredRow, TrialEntry<T>> entryReader(Function<StoredRow, T> reader) {
    return row -> new TrialEntry<>(row.text(TRIAL_ID), reader.apply(row));
  }
}
