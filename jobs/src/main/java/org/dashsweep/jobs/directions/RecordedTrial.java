package org.dashsweep.jobs.directions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult.ChangeRate;

/**
 * A trial that recorded its change rates.
 *
 * @param row of the trial
 * @param rates by update and matrix, in the order of their recording
 */
record RecordedTrial(TrialRow row, List<ChangeRate> rates) {
  private static final String SEED = "seed";
  private static final String TRAIN_SET = "train-set";

  private static final List<String> OF_ROWS =
      List.of("task", "subject", TRAIN_SET, "train-rows", "validation-share");

  /**
   * One of a model's matrices.
   *
   * @param layer index of the block
   * @param module its name within the block
   */
  record Matrix(int layer, String module) {}

  /**
   * The model, task and training rows of a trial.
   *
   * @param model as the sweep names it
   * @param task as the sweep names it; the experiment where tasks have no names
   * @param content fingerprints and the settings that choose rows
   */
  record Subject(String model, String task, List<String> content) {
    Subject {
      content = List.copyOf(content);
    }
  }

  String id() {
    return row.trialId();
  }

  String method() {
    return text("method", "");
  }

  /** The rank as text; empty for a method without one. */
  String rank() {
    return text("rank", "");
  }

  /** Tells whether its directions are the truth that others predict. */
  boolean isTruth() {
    return Methods.named(method()).map(MethodType::trainsEveryMatrix).orElse(false);
  }

  Subject subject() {
    return new Subject(
        text("model", ""),
        row.task()
            .or(() -> Optional.ofNullable(row.parameter(TRAIN_SET)))
            .orElseGet(() -> text("experiment", "")),
        List.of(
            row.modelFingerprint(),
            row.dataFingerprint(),
            OF_ROWS.stream().map(name -> text(name, "")).toList().toString()));
  }

  /** Returns what a mean over its matrices is of. */
  Scored.Key key(String group) {
    return new Scored.Key(subject().model(), subject().task(), method(), rank(), group);
  }

  /** Returns a short name, such as {@code sst-2, lora 8, seed 1}. */
  String label() {
    String name = rank().isEmpty() ? method() : method() + ", rank " + rank();
    return subject().task() + ", " + name + (seed().isEmpty() ? "" : ", seed " + seed());
  }

  /** Returns the parameters but the seed and others. */
  SortedMap<String, Object> parametersWithout(List<String> names) {
    SortedMap<String, Object> rest = new TreeMap<>(row.parameters());
    rest.remove(SEED);
    rest.keySet().removeAll(names);
    return rest;
  }

  String seed() {
    return text(SEED, "");
  }

  /** The last update that was recorded. */
  int lastStep() {
    return rates.get(rates.size() - 1).step();
  }

  /** Returns the rates of each matrix after an update. */
  Map<Matrix, ChangeRate> at(int step) {
    Map<Matrix, ChangeRate> found = new LinkedHashMap<>();
    rates.stream()
        .filter(rate -> rate.step() == step)
        .forEach(rate -> found.put(new Matrix(rate.layer(), rate.module()), rate));
    return found;
  }

  private String text(String parameter, String absent) {
    return Objects.requireNonNullElse(row.parameter(parameter), absent);
  }
}
