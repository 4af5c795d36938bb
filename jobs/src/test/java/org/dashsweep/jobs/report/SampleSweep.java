package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.dashsweep.jobs.tables.FinishedTrial;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;

/** A small sweep that was never run: what a report is made of. */
final class SampleSweep {
  /** A failure's message that would be a script if it were not escaped. */
  static final String HOSTILE = "loss is NaN <script>alert(1)</script> & \"quotes\" at 100 %";

  private static final Map<String, Double> FLOORS = Map.of("supersense", 0.61, "hypernymy", 0.57);

  private SampleSweep() {}

  static void commit(ResultStore store, List<Long> seeds) throws IOException {
    for (String task : List.of("supersense", "hypernymy")) {
      for (long seed : seeds) {
        double floor = FLOORS.getOrDefault(task, 0.5);
        double luck = 0.004 * Math.sin(7.0 * seed);
        succeed(store, "head-only", task, 0, seed, floor + luck);
        for (long rank : List.of(2L, 8L)) {
          double lora = floor + 0.1 + 0.006 * rank + luck;
          succeed(store, "lora", task, rank, seed, lora);
          succeed(
              store, "lora-dash", task, rank, seed, lora + 0.005 + 0.003 * Math.sin(1.0 * seed));
        }
      }
    }
    SortedMap<String, Object> parameters = SampleTrials.parameters("lora", "supersense", 64, 1);
    store.commit(
        SampleTrials.failed(
            id("lora", "supersense", 64, 1), parameters, FailureClass.DIVERGED, HOSTILE),
        null);
  }

  /** Commits 5 methods, 4 ranks, 5 rates, 2 data sets and so many seeds: 200 trials for each. */
  static void commitGrid(ResultStore store, int seeds) throws IOException {
    List<FinishedTrial> trials = new ArrayList<>();
    for (String method : List.of("lora", "lora-dash", "dora", "rslora", "pissa")) {
      for (long rank : List.of(2L, 4L, 8L, 16L)) {
        for (double rate : List.of(2e-4, 5e-4, 1e-3, 2e-3, 5e-3)) {
          for (String task : List.of("supersense", "hypernymy")) {
            for (long seed = 1; seed <= seeds; seed++) {
              SortedMap<String, Object> parameters =
                  SampleTrials.parameters(method, task, rank, seed);
              parameters.put("learning-rate", rate);
              TrialResult result =
                  SampleTrials.result(
                      task,
                      0.6 + 0.002 * rank + 20 * rate + 0.01 * Math.sin(31.0 * seed + rank),
                      method.equals("lora-dash") ? 24 : 0,
                      seed * 31 + rank);
              String id =
                  String.format(Locale.ROOT, "%016x", (trials.size() + 1) * 0x9E3779B97F4A7C15L);
              trials.add(new FinishedTrial(SampleTrials.succeeded(id, parameters, result), result));
            }
          }
        }
      }
    }
    store.commitTogether(trials);
  }

  static String id(String method, String task, long rank, long seed) {
    return "%s-%s-r%d-s%d".formatted(task, method, rank, seed);
  }

  private static void succeed(
      ResultStore store, String method, String task, long rank, long seed, double value)
      throws IOException {
    TrialResult result =
        SampleTrials.result(
            task, value, method.equals("lora-dash") ? 96 : 0, seed * 31 + rank + method.length());
    store.commit(
        SampleTrials.succeeded(
            id(method, task, rank, seed),
            SampleTrials.parameters(method, task, rank, seed),
            result),
        result);
  }
}
