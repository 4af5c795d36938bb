package org.dashsweep.jobs.benchmark;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.tables.FinishedTrial;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SoftwareVersions;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.TrialResult;

/** Rows of trials that never ran: two methods, four ranks and five data sets, many seeds. */
final class SyntheticTrials {
  /** The name of one of the two methods. */
  static final String SUBJECT = Methods.SUBJECT.name();

  /** The name of one of the two methods. */
  static final String BASELINE = Methods.SUBJECT.baseline().orElseThrow().name();

  private static final List<String> METHODS = List.of(BASELINE, SUBJECT);
  private static final List<Long> RANKS = List.of(2L, 4L, 8L, 16L);
  private static final List<String> TASKS = List.of("cola", "mrpc", "rte", "sst-2", "sts-b");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int STEPS = 20;
  private static final int EXAMPLES = 50;

  /** Trials that are committed together. */
  private static final int BATCH = 20_000;

  private SyntheticTrials() {}

  /** Commits trials as a compacted output directory holds them, without rows of updates. */
  static void commit(ResultStore store, int trials) throws IOException {
    commit(
        store,
        IntStream.range(0, trials)
            .mapToObj(i -> String.format(Locale.ROOT, "%016x", i * 0x9E3779B97F4A7C15L))
            .toList());
  }

  /** As {@link #commit(ResultStore, int)}, of trials with these ids. */
  static void commit(ResultStore store, List<String> ids) throws IOException {
    List<FinishedTrial> batch = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      batch.add(trial(ids.get(i), i));
      if (batch.size() == BATCH || i == ids.size() - 1) {
        store.commitTogether(batch);
        batch.clear();
      }
    }
  }

  private static FinishedTrial trial(String id, int index) {
    int combination = index;
    String method = METHODS.get(combination % METHODS.size());
    combination /= METHODS.size();
    long rank = RANKS.get(combination % RANKS.size());
    combination /= RANKS.size();
    String task = TASKS.get(combination % TASKS.size());
    long seed = 1L + combination / TASKS.size();
    SortedMap<String, Object> parameters = new TreeMap<>();
    parameters.put("experiment", "classification");
    parameters.put("method", method);
    parameters.put("model", "none");
    parameters.put("rank", rank);
    parameters.put("seed", seed);
    parameters.put("task", task);
    parameters.put("learning-rate", 2e-3);
    parameters.put("batch-size", 32L);
    parameters.put("optimizer-steps", 120L);
    parameters.put("schedule", "linear");
    parameters.put("alpha", 2.0 * rank);
    parameters.put("target-modules", List.of("query", "value"));
    if (method.equals(SUBJECT)) {
      parameters.put("directions", 8L);
      parameters.put("launch-step", 40L);
    }
    TrialResult measured = result(rank, seed);
    TrialResult result =
        new TrialResult(
            measured.summary(), List.of(), measured.evaluations(), List.of(), List.of());
    return new FinishedTrial(
        new TrialRow(
            id,
            "synthetic",
            parameters,
            new Outcome.Succeeded(result.summary()),
            1,
            "nowhere",
            START.plusSeconds(index),
            START.plusSeconds(index + 40L),
            new SoftwareVersions("17", "none", "4.1.0", "none"),
            "none",
            "none",
            "none",
            null,
            null),
        result);
  }

  /** What a small trial measures. */
  static TrialResult result(long rank, long seed) {
    Random random = new Random(31 * rank + seed);
    double value = 0.6 + 0.01 * rank + 0.02 * random.nextGaussian();
    List<TrialResult.Step> steps = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      steps.add(
          new TrialResult.Step(
              step, 2.0 / step + 0.1 * random.nextDouble(), 1e-3, random.nextDouble(), 400, 0.05));
    }
    List<TrialResult.Prediction> predictions = new ArrayList<>();
    for (int example = 0; example < EXAMPLES; example++) {
      boolean correct = random.nextDouble() < value;
      float margin = random.nextFloat();
      predictions.add(
          new TrialResult.Prediction(
              "none",
              "evaluation",
              null,
              "example-" + example,
              "yes",
              correct ? "yes" : "no",
              null,
              correct ? List.of(-margin, margin) : List.of(margin, -margin),
              correct));
    }
    List<TrialResult.Evaluation> evaluations =
        List.of(
            new TrialResult.Evaluation("none", "evaluation", "accuracy", value, EXAMPLES, STEPS),
            new TrialResult.Evaluation("none", "evaluation", "loss", 1 - value, EXAMPLES, STEPS));
    return new TrialResult(
        new TrialResult.Summary(
            TrialResult.Score.of(
                new TrialResult.Judged("none", "evaluation", "accuracy"), evaluations),
            new EvaluatedState(STEPS, EvaluatedState.Choice.LAST_UPDATE, DirectionLaunch.NONE),
            new TrialResult.Cost(1000 * rank, 100, 1, 0.1, 400L * STEPS, 1L << 28),
            new TrialResult.Computing("cpu", 1)),
        steps,
        evaluations,
        predictions,
        List.of());
  }
}
