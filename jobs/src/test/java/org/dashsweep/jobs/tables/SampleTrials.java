package org.dashsweep.jobs.tables;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/** Trials that were never run, for tests of what is made of their rows. */
public final class SampleTrials {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00.123456Z");

  private SampleTrials() {}

  public static SortedMap<String, Object> parameters(
      String method, String task, long rank, long seed) {
    SortedMap<String, Object> parameters = new TreeMap<>();
    parameters.put("experiment", "classification");
    parameters.put("method", method);
    parameters.put("model", "all-MiniLM-L6-v2");
    parameters.put("task", task);
    parameters.put("seed", seed);
    parameters.put("learning-rate", 2e-3);
    parameters.put("optimizer-steps", 120L);
    parameters.put("schedule", "linear");
    if (!method.equals("head-only")) {
      parameters.put("rank", rank);
      parameters.put("alpha", 2.0 * rank);
      parameters.put("target-modules", List.of("query", "value"));
    }
    if (method.equals("lora-dash")) {
      parameters.put("directions", 8L);
      parameters.put("launch-step", 40L);
    }
    return parameters;
  }

  public static TrialRow succeeded(
      String id, SortedMap<String, Object> parameters, TrialResult result) {
    return row(id, parameters, new Outcome.Succeeded(result.summary()));
  }

  public static TrialRow failed(
      String id, SortedMap<String, Object> parameters, FailureClass failureClass, String message) {
    return row(id, parameters, new Outcome.Failed(failureClass, message));
  }

  /** The same measurements of another state. */
  public static Outcome.Succeeded evaluatedIn(Outcome.Succeeded measured, EvaluatedState state) {
    TrialResult.Summary summary = measured.summary();
    return new Outcome.Succeeded(
        new TrialResult.Summary(summary.score(), state, summary.cost(), summary.computing()));
  }

  /** The same trial with another score of the constant answer. */
  public static TrialRow withFloor(TrialRow row, double floor) {
    return with(
        row, row.software(), row.dataFingerprint(), row.evaluationFingerprint(), floor, null);
  }

  /** The same trial under another version of the program. */
  public static TrialRow withProgram(TrialRow row, String version) {
    SoftwareVersions software = new SoftwareVersions("17.0.15", "2.7.1", "4.1.0", version);
    return with(
        row, software, row.dataFingerprint(), row.evaluationFingerprint(), row.floor(), null);
  }

  /** The same trial with other content of its data set, and of what it is evaluated on. */
  public static TrialRow withData(TrialRow row, String data, @Nullable String rows) {
    return with(row, row.software(), data, rows, row.floor(), null);
  }

  /** The same trial in a run that stops trials early. */
  public static TrialRow withExploration(TrialRow row, String rule) {
    return with(
        row, row.software(), row.dataFingerprint(), row.evaluationFingerprint(), row.floor(), rule);
  }

  private static TrialRow with(
      TrialRow row,
      SoftwareVersions software,
      String data,
      @Nullable String rows,
      @Nullable Double floor,
      @Nullable String rule) {
    return new TrialRow(
        row.trialId(),
        row.sweep(),
        row.parameters(),
        row.outcome(),
        row.attempts(),
        row.host(),
        row.startedAt(),
        row.finishedAt(),
        software,
        row.modelFingerprint(),
        data,
        rows,
        floor,
        rule);
  }

  private static TrialRow row(String id, SortedMap<String, Object> parameters, Outcome outcome) {
    return new TrialRow(
        id,
        "quickstart",
        parameters,
        outcome,
        1,
        "worker-1",
        START,
        START.plusSeconds(40),
        new SoftwareVersions("17.0.15", "2.7.1", "4.1.0", "0.1.0"),
        "sha256:6fd5d72fe4589f189f8ebc006442dbb529bb7ce38f8082112682524616046452",
        "sha256:" + Integer.toHexString(String.valueOf(parameters.get("task")).hashCode()),
        "sha256:e" + Integer.toHexString(String.valueOf(parameters.get("task")).hashCode()),
        String.valueOf(parameters.get("task")).equals("hypernymy") ? 0.5 : 0.25,
        null);
  }

  /** A result with a given value, 120 steps of falling loss, and directions if asked for. */
  public static TrialResult result(String task, double value, int directions, long seed) {
    Random random = new Random(seed);
    List<TrialResult.Step> steps = new ArrayList<>();
    for (int step = 1; step <= 120; step++) {
      double loss = 0.3 + (1.4 - value) * Math.exp(-step / 30.0) + 0.05 * random.nextGaussian();
      steps.add(new TrialResult.Step(step, loss, 2e-3 * (1 - step / 120.0), 1.5, 420, 0.11));
    }
    List<TrialResult.Prediction> predictions = new ArrayList<>();
    List<String> labels =
        task.equals("hypernymy") ? List.of("no", "yes") : List.of("act", "animal", "food", "plant");
    for (int i = 0; i < 40; i++) {
      String label = labels.get(i % labels.size());
      boolean correct = random.nextDouble() < value;
      String prediction = correct ? label : labels.get((i + 1) % labels.size());
      List<Float> logits = labels.stream().map(l -> l.equals(prediction) ? 1.5f : -0.5f).toList();
      predictions.add(
          new TrialResult.Prediction(
              task,
              "evaluation",
              null,
              "example-" + i,
              label,
              prediction,
              i % 2 == 0 ? "it is " + prediction : null,
              logits,
              correct));
    }
    List<TrialResult.Direction> chosen = new ArrayList<>();
    for (int i = 0; i < directions; i++) {
      int index = (int) Math.min(383, Math.abs(random.nextGaussian()) * 60 + 2 * i);
      chosen.add(
          new TrialResult.Direction(
              i % 6,
              i % 2 == 0 ? "attention.self.query" : "attention.self.value",
              index,
              8.0 / (1 + index),
              0.2 + random.nextDouble(),
              0.05 * random.nextGaussian()));
    }
    // On one of the tasks the trials are at their best halfway.
    double best = task.equals("hypernymy") ? value + 0.01 : value;
    List<TrialResult.Evaluation> evaluations =
        List.of(
            new TrialResult.Evaluation(task, "evaluation", "accuracy", best, 40, 60),
            new TrialResult.Evaluation(task, "evaluation", "accuracy", value, 40, 120),
            new TrialResult.Evaluation(task, "evaluation", "loss", 1.4 - value, 40, 120));
    return new TrialResult(
        new TrialResult.Summary(
            new TrialResult.Score(
                "accuracy", task, "evaluation", value, best, best > value ? 60 : 120),
            new EvaluatedState(
                120,
                EvaluatedState.Choice.LAST_UPDATE,
                directions > 0 ? DirectionLaunch.DONE : DirectionLaunch.NONE),
            new TrialResult.Cost(
                73_728 + directions,
                1_540,
                13.25 + random.nextDouble(),
                2.5 + 0.1 * random.nextDouble(),
                50_400,
                812_000_000L),
            new TrialResult.Computing("cpu", 1)),
        steps,
        evaluations,
        predictions,
        chosen);
  }

  /** The same result of a training in which some tensors never changed. */
  public static TrialResult unmoved(TrialResult result, String tensors) {
    TrialResult.Summary summary = result.summary();
    TrialResult.Cost cost = summary.cost();
    return new TrialResult(
        new TrialResult.Summary(
            summary.score(),
            summary.evaluated(),
            new TrialResult.Cost(
                cost.adapterParameters(),
                cost.headParameters(),
                cost.trainSeconds(),
                cost.evaluationSeconds(),
                cost.trainTokens(),
                cost.peakMemoryBytes(),
                tensors),
            summary.computing()),
        result.steps(),
        result.evaluations(),
        result.predictions(),
        result.directions());
  }

  /** The same result of a training whose change rates were recorded once. */
  static TrialResult recorded(TrialResult result) {
    return new TrialResult(
        result.summary(),
        result.steps(),
        result.evaluations(),
        result.predictions(),
        result.directions(),
        List.of(
            new TrialResult.ChangeRate(
                20,
                0,
                "attention.self.query",
                384,
                0.1,
                0.05,
                0.5,
                38.4,
                List.of(3, 0),
                List.of(0.5f, 0.25f),
                List.of(2f, 4f),
                List.of(0.1f, 0.2f),
                List.of(0.2f),
                List.of(0.5f, 0.25f))));
  }

  /** The same result, judged by another value. */
  public static TrialResult scored(TrialResult result, double value, int step) {
    TrialResult.Summary summary = result.summary();
    TrialResult.Score score = summary.score();
    return new TrialResult(
        summary.withScore(
            new TrialResult.Score(
                score.primaryMetric(),
                score.primaryDataset(),
                score.primarySplit(),
                value,
                value,
                step)),
        result.steps(),
        result.evaluations(),
        result.predictions(),
        result.directions());
  }

  /** The event that a trial has started. */
  public static EventRow started(String trialId) {
    return new EventRow(
        "run",
        trialId,
        Instant.parse("2026-01-01T12:00:00Z"),
        EventRow.Kind.STARTED,
        "host",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
