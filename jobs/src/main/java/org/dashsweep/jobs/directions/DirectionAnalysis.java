package org.dashsweep.jobs.directions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialResult.ChangeRate;

/**
 * The paper's analysis of directions (Si et al., 2025, section 3) of what trials recorded. The
 * truth is the best full fine-tuning of the same model, task and rows, after its last update.
 *
 * @param trials those that recorded change rates
 * @param truths the trial that is the truth, by each trial that is compared with it
 * @param withoutTruth trials that recorded change rates of which there is no truth
 * @param byRank all matrices after the last update
 * @param byLayer after the last update
 * @param byModule after the last update
 * @param byUpdate all matrices
 * @param byMatrix layer and module, joined by a space, after the last update
 * @param shapes of the rates of all trials, those of the truths among them
 * @param sharedByTrials the directions that each two trials share
 * @param betweenSeeds overlaps of trials that differ in nothing but their seed
 * @param betweenTasks overlaps of trials that differ in nothing but their seed, task and rows
 */
public record DirectionAnalysis(
    int trials,
    Map<String, String> truths,
    List<String> withoutTruth,
    List<Capture> byRank,
    List<Capture> byLayer,
    List<Capture> byModule,
    List<Capture> byUpdate,
    List<Capture> byMatrix,
    List<RateShape> shapes,
    SharedDirections sharedByTrials,
    List<Overlap> betweenSeeds,
    List<Overlap> betweenTasks) {

  /** Reads the change rates that trials recorded and compares them. */
  public static DirectionAnalysis of(TableSnapshot snapshot) throws IOException {
    List<RecordedTrial> trials = recorded(snapshot);
    Map<RecordedTrial.Subject, RecordedTrial> truths = truths(trials);
    Map<String, String> compared = new TreeMap<>();
    List<String> alone = new ArrayList<>();
    List<Scored> scores = new ArrayList<>();
    for (RecordedTrial trial : trials) {
      RecordedTrial truth = truths.get(trial.subject());
      if (truth == null) {
        alone.add(trial.id());
      } else if (!trial.isTruth()) {
        compared.put(trial.id(), truth.id());
        scores.addAll(scores(trial, truth));
      }
    }
    List<Scored> last =
        scores.stream().filter(each -> each.step() == each.trial().lastStep()).toList();
    return new DirectionAnalysis(
        trials.size(),
        compared,
        alone,
        captures(last, each -> ""),
        captures(last, each -> Integer.toString(each.matrix().layer())),
        captures(last, each -> each.matrix().module()),
        captures(scores, each -> Integer.toString(each.step())),
        captures(last, each -> each.matrix().layer() + " " + each.matrix().module()),
        shapes(trials),
        SharedDirections.of(trials),
        Overlaps.betweenSeeds(trials),
        Overlaps.betweenTasks(trials));
  }

  private static List<RecordedTrial> recorded(TableSnapshot snapshot) throws IOException {
    Set<String> succeeded = snapshot.succeeded();
    Map<String, List<ChangeRate>> rates = new TreeMap<>();
    snapshot.forEach(
        Tables.CHANGE_RATES,
        succeeded,
        row -> rates.computeIfAbsent(row.trialId(), absent -> new ArrayList<>()).add(row.entry()));
    return snapshot.rows(rates.keySet()).stream()
        .sorted(Comparator.comparing(TrialRow::trialId))
        .map(row -> new RecordedTrial(row, rates.getOrDefault(row.trialId(), List.of())))
        .toList();
  }

  private static List<RateShape> shapes(List<RecordedTrial> trials) {
    Map<Scored.Key, List<ChangeRate>> groups = new LinkedHashMap<>();
    trials.stream()
        .sorted(
            Comparator.comparing((RecordedTrial trial) -> trial.subject().model())
                .thenComparing(trial -> trial.subject().task())
                .thenComparing(RecordedTrial::method)
                .thenComparing(trial -> padded(trial.rank())))
        .forEach(
            trial ->
                groups
                    .computeIfAbsent(trial.key(""), absent -> new ArrayList<>())
                    .addAll(trial.at(trial.lastStep()).values()));
    return groups.entrySet().stream()
        .map(entry -> RateShape.of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Map<RecordedTrial.Subject, RecordedTrial> truths(List<RecordedTrial> trials) {
    return trials.stream()
        .filter(RecordedTrial::isTruth)
        .collect(
            Collectors.toMap(
                RecordedTrial::subject,
                Function.identity(),
                DirectionAnalysis::better,
                LinkedHashMap::new));
  }

  private static RecordedTrial better(RecordedTrial one, RecordedTrial other) {
    TrialResult.Score first = score(one);
    return first.judged().isBetter(score(other).primaryValue(), first.primaryValue()) ? other : one;
  }

  private static TrialResult.Score score(RecordedTrial trial) {
    return ((Outcome.Succeeded) trial.row().outcome()).summary().score();
  }

  private static List<Scored> scores(RecordedTrial trial, RecordedTrial truth) {
    Map<RecordedTrial.Matrix, ChangeRate> last = truth.at(truth.lastStep());
    List<Scored> scores = new ArrayList<>();
    for (ChangeRate predicted : trial.rates()) {
      RecordedTrial.Matrix matrix = new RecordedTrial.Matrix(predicted.layer(), predicted.module());
      ChangeRate wanted = last.get(matrix);
      if (wanted != null) {
        scores.add(Scored.of(trial, matrix, wanted, predicted));
      }
    }
    return scores;
  }

  private static List<Capture> captures(List<Scored> scores, Function<Scored, String> group) {
    Map<Scored.Key, List<Scored>> groups = new LinkedHashMap<>();
    scores.forEach(
        each ->
            groups
                .computeIfAbsent(each.key(group.apply(each)), absent -> new ArrayList<>())
                .add(each));
    return groups.entrySet().stream()
        .map(entry -> Capture.of(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparing(Capture::model)
                .thenComparing(Capture::task)
                .thenComparing(Capture::method)
                .thenComparing(capture -> padded(capture.rank()))
                .thenComparing(capture -> padded(capture.group())))
        .toList();
  }

  /** Puts 8 before 16: texts of digits are compared as numbers. */
  private static String padded(String text) {
    return text.matches("[0-9]+") ? " ".repeat(Math.max(0, 12 - text.length())) + text : text;
  }
}
