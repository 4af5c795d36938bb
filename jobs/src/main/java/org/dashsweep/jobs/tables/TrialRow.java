package org.dashsweep.jobs.tables;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.trial.TrialStatus;
import org.dashsweep.trial.classification.ClassificationParameters;
import org.dashsweep.trial.dreambooth.DreamboothParameters;
import org.jspecify.annotations.Nullable;

/**
 * A finished trial: a row of the {@code trials} table, whose columns its components are.
 *
 * @param trialId content hash of the resolved configuration; letters, digits, {@code -}, {@code _}
 * @param sweep name of the sweep that ran it
 * @param parameters the resolved configuration: parameter name in kebab case to String, Long,
 *     Double, Boolean or List of String
 * @param outcome how it ended
 * @param attempts number of its starts, this one included, from 1
 * @param host name of the machine it ran on
 * @param startedAt when this attempt started, kept to the microsecond
 * @param finishedAt when this attempt ended, kept to the microsecond
 * @param modelFingerprint content hash of the base model
 * @param dataFingerprint content hash of the data set
 * @param evaluationFingerprint content hash of the rows that it is evaluated on, or null if the
 *     writer of the row did not know it
 * @param floor the score, by the primary metric, of always answering the training rows' most
 *     frequent class. NaN where the metric is undefined for that, null where there is no such
 *     answer
 * @param exploredBy rule that could have stopped it before its end, or null if none could
 */
public record TrialRow(
    String trialId,
    String sweep,
    SortedMap<String, Object> parameters,
    Outcome outcome,
    int attempts,
    String host,
    Instant startedAt,
    Instant finishedAt,
    SoftwareVersions software,
    String modelFingerprint,
    String dataFingerprint,
    @Nullable String evaluationFingerprint,
    @Nullable Double floor,
    @Nullable String exploredBy) {
  // It names files, which must not be hidden ones.
  private static final Pattern TRIAL_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  // 0.00001 rather than 1E-5, but not the 300 zeros of 1E-300.
  private static final int PLAIN_DECIMALS = 8;

  /** Tells whether a text can be a trial's id. */
  static boolean isId(String text) {
    return TRIAL_ID.matcher(text).matches();
  }

  public TrialRow {
    if (!isId(trialId)) {
      throw new IllegalArgumentException(
          "trialId must be letters, digits, '-' and '_', starting with a letter or digit: "
              + trialId);
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1: " + attempts);
    }
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
    finishedAt = finishedAt.truncatedTo(ChronoUnit.MICROS);
  }

  /** The same trial with other measurements. */
  public TrialRow withOutcome(Outcome other) {
    return new TrialRow(
        trialId,
        sweep,
        parameters,
        other,
        attempts,
        host,
        startedAt,
        finishedAt,
        software,
        modelFingerprint,
        dataFingerprint,
        evaluationFingerprint,
        floor,
        exploredBy);
  }

  /** Returns the status of the outcome. */
  public TrialStatus status() {
    return outcome.status();
  }

  /**
   * Returns what is learned, as its sweep names it; empty where an experiment has no name for it.
   */
  public Optional<String> task() {
    return Stream.of(ClassificationParameters.TASK, DreamboothParameters.SUBJECT)
        .flatMap(named -> Stream.ofNullable(parameter(named.name())))
        .findFirst();
  }

  /** A parameter as text for people, or null if the trial has none of that name. */
  public @Nullable String parameter(String name) {
    Object value = parameters.get(name);
    if (value instanceof Double number && Double.isFinite(number)) {
      BigDecimal shortest = BigDecimal.valueOf(number).stripTrailingZeros();
      return shortest.scale() <= PLAIN_DECIMALS ? shortest.toPlainString() : shortest.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    return value == null ? null : value.toString();
  }
}
