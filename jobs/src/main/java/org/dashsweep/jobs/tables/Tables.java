package org.dashsweep.jobs.tables;

import java.util.List;
import org.dashsweep.trial.TrialResult;

/**
 * The tables of a sweep. The components of their rows are their columns: what each means the rows'
 * classes say.
 */
public final class Tables {
  /** The column of every table that says whose a row is. */
  public static final String TRIAL_ID = "trial_id";

  /** One row per trial. */
  public static final TableSchema<TrialRow> TRIALS = TableSchema.of("trials", TrialRow.class);

  /** One row per trial, evaluation and metric. */
  public static final TableSchema<EntryRow<TrialResult.Evaluation>> EVALUATIONS =
      entries("evaluations", TrialResult.Evaluation.class);

  /** One row per trial and optimiser update. */
  public static final TableSchema<EntryRow<TrialResult.Step>> STEPS =
      entries("steps", TrialResult.Step.class);

  /** One row per trial and evaluated example, after the last update. */
  public static final TableSchema<EntryRow<TrialResult.Prediction>> PREDICTIONS =
      entries("predictions", TrialResult.Prediction.class);

  /** The same without texts and logits, which is much faster to read. */
  public static final TableSchema<EntryRow<PredictedAnswer>> ANSWERS =
      entries("predictions", PredictedAnswer.class);

  /** One row per trial and task-specific direction. */
  public static final TableSchema<EntryRow<TrialResult.Direction>> DIRECTIONS =
      entries("directions", TrialResult.Direction.class);

  /** One row per trial, record of change rates and matrix. */
  public static final TableSchema<EntryRow<TrialResult.ChangeRate>> CHANGE_RATES =
      entries("change_rates", TrialResult.ChangeRate.class);

  /**
   * One row per trial and sampled picture. The folder of the table also holds the pictures' files,
   * in a folder for each trial: see {@link ImageStore}.
   */
  public static final TableSchema<EntryRow<TrialResult.Image>> IMAGES =
      entries("images", TrialResult.Image.class);

  /** One row per trial and rung of an exploration that it reached. */
  public static final TableSchema<RungRow> RUNGS = TableSchema.of("rungs", RungRow.class);

  /** The reports of trials while they ran. */
  public static final TableSchema<EventRow> EVENTS = TableSchema.of("events", EventRow.class);

  /** One row per attempt at a trial, those that failed or were lost included. */
  public static final TableSchema<AttemptRow> ATTEMPTS =
      TableSchema.of("attempts", AttemptRow.class);

  /** The tables in which only a trial that succeeded has rows. */
  public static final List<TableSchema<?>> RESULTS =
      List.of(EVALUATIONS, STEPS, PREDICTIONS, DIRECTIONS, CHANGE_RATES, IMAGES);

  /** All that trials write, a file for each trial, whether or not it explores. */
  public static final List<TableSchema<?>> ALL =
      List.of(EVALUATIONS, STEPS, PREDICTIONS, DIRECTIONS, CHANGE_RATES, IMAGES, ATTEMPTS, TRIALS);

  /** All tables, those included that are not a file for each trial that ends. */
  public static final List<TableSchema<?>> VIEWS =
      List.of(
          EVALUATIONS,
          STEPS,
          PREDICTIONS,
          DIRECTIONS,
          CHANGE_RATES,
          IMAGES,
          ATTEMPTS,
          TRIALS,
          EVENTS,
          RUNGS);

  private Tables() {}

  @SuppressWarnings("unchecked") // The entry's class is the type argument.
  private static <T> TableSchema<EntryRow<T>> entries(String name, Class<T> entry) {
    return TableSchema.of(name, (Class<EntryRow<T>>) (Class<?>) EntryRow.class, entry);
  }
}
