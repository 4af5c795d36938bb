package org.dashsweep.jobs.tables;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * The part of a trial's row that means over trials depend on. Of tables of any size it is read
 * without the rest.
 *
 * @param settings the trial's parameters but its seed
 * @param modelFingerprint content hash of the base model
 * @param dataFingerprint content hash of the data set
 * @param evaluationFingerprint content hash of the rows that it is evaluated on, or null if unknown
 * @param program version of this program that ran it
 * @param exploration rule that could have stopped it, or null if none could
 * @param stoppedBy rule that did stop it, or null if none did
 * @param result what it measured, or null if it did not succeed
 */
public record TrialRowEssence(
    SortedMap<String, Object> settings,
    String modelFingerprint,
    String dataFingerprint,
    @Nullable String evaluationFingerprint,
    String program,
    @Nullable String exploration,
    @Nullable String stoppedBy,
    @Nullable Result result) {
  private static final String SEED = TrialParameters.SEED.name();

  /** The columns that it is read from. */
  static final TableSchema<Stored> COLUMNS = TableSchema.of("trials", Stored.class);

  /** The part of a row that it is read from. */
  record Stored(
      String config,
      TrialStatus status,
      @Nullable String stoppedBy,
      @Nullable String primaryMetric,
      @Nullable Double primaryValue,
      @Nullable EvaluatedState evaluated,
      @Nullable String unmovedTensors,
      String dashSweepVersion,
      String modelFingerprint,
      String dataFingerprint,
      @Nullable String evaluationFingerprint,
      @Nullable String exploredBy) {
    @Nullable Result result() {
      return status == TrialStatus.SUCCEEDED
          ? new Result(
              Objects.requireNonNull(primaryMetric, "primary_metric"),
              Objects.requireNonNull(primaryValue, "primary_value"),
              Objects.requireNonNull(evaluated, "evaluated_step"),
              unmovedTensors)
          : null;
    }
  }

  public TrialRowEssence {
    settings = Collections.unmodifiableSortedMap(settings);
  }

  /**
   * The value that a trial that succeeded is judged by.
   *
   * @param evaluated the state that was measured
   * @param unmovedTensors names of trainable tensors that never changed, with commas between; null
   *     if all did
   */
  public record Result(
      String metric, double value, EvaluatedState evaluated, @Nullable String unmovedTensors) {
    private static Result of(TrialResult.Summary measured) {
      return new Result(
          measured.score().primaryMetric(),
          measured.score().primaryValue(),
          measured.evaluated(),
          measured.cost().unmovedTensors());
    }
  }

  /** That of a whole row. */
  public static TrialRowEssence of(TrialRow row) {
    SortedMap<String, Object> settings = new TreeMap<>(row.parameters());
    settings.remove(SEED);
    return new TrialRowEssence(
        settings,
        row.modelFingerprint(),
        row.dataFingerprint(),
        row.evaluationFingerprint(),
        row.software().dashSweepVersion(),
        row.exploredBy(),
        row.outcome() instanceof Outcome.Stopped stopped ? stopped.stoppedBy() : null,
        row.outcome() instanceof Outcome.Succeeded measured ? Result.of(measured.summary()) : null);
  }

  /** Reads many of them, parsing the settings of those that differ in the seed alone once. */
  static final class Reader {
    private final Map<String, SortedMap<String, Object>> parsed = new HashMap<>();

    TrialRowEssence read(Stored row) {
      return new TrialRowEssence(
          parsed.computeIfAbsent(withoutSeed(row.config()), ParameterColumns::parse),
          row.modelFingerprint(),
          row.dataFingerprint(),
          row.evaluationFingerprint(),
          row.dashSweepVersion(),
          row.exploredBy(),
          row.stoppedBy(),
          row.result());
    }

    /**
     * A configuration's JSON without its seed, a whole number. Within a text of the object every
     * quotation mark is escaped, so that the key is found nowhere else.
     */
    static String withoutSeed(String config) {
      String key = "\"" + SEED + "\":";
      int from = config.indexOf(key);
      if (from < 0) {
        return config;
      }
      int to = from + key.length();
      while (to < config.length() && config.charAt(to) != ',' && config.charAt(to) != '}') {
        to++;
      }
      boolean last = config.charAt(to) == '}';
      if (last && config.charAt(from - 1) == ',') {
        from--;
      }
      return config.substring(0, from) + config.substring(last ? to : to + 1);
    }
  }
}
