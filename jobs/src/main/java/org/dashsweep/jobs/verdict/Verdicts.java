package org.dashsweep.jobs.verdict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.statistics.Holm;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.trial.TrialResult;

/**
 * All that a sweep's tables say of its methods.
 *
 * @param rows comparisons of every pair of methods
 * @param rates curves of the metric over the learning rate
 * @param rankings methods over several tasks; none for one task or one method
 * @param improvements pairs of methods over several tasks
 * @param agreements reproducibility of each configuration
 * @param notes what could not be compared, and the remedy, a sentence each
 */
public record Verdicts(
    List<VerdictRow> rows,
    List<RateRow> rates,
    List<RankingRow> rankings,
    List<ImprovementRow> improvements,
    List<AgreementRow> agreements,
    List<String> notes) {
  /** The margin within which two methods count as equal, unless another is wanted. */
  public static final double MARGIN = 0.01;

  public Verdicts {
    rows = List.copyOf(rows);
    rates = List.copyOf(rates);
    rankings = List.copyOf(rankings);
    improvements = List.copyOf(improvements);
    agreements = List.copyOf(agreements);
    notes = List.copyOf(notes);
  }

  /**
   * Compares all trials of a store.
   *
   * @param margin of equality, in the metric's unit
   */
  public static Verdicts of(ResultStore store, double margin) throws IOException {
    return of(ReportedTrials.read(store, row -> true), margin);
  }

  /**
   * Compares some trials.
   *
   * @param margin of equality, in the metric's unit
   * @throws IllegalArgumentException if the margin is not positive
   */
  public static Verdicts of(ReportedTrials trials, double margin) throws IOException {
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the margin must be more than 0: " + margin);
    }
    return new Maker(trials, margin).verdicts();
  }

  /**
   * Returns the comparisons that answer which method is better: one for each pair of methods and
   * each task, over all settings. Each method is at its best rate, or both are at the same settings
   * where rates were not chosen. The program's own method and its baseline come first.
   */
  public List<VerdictRow> headlines() {
    Map<List<Object>, VerdictRow> chosen = new LinkedHashMap<>();
    for (VerdictRow row : rows) {
      if (row.settings() == null) {
        List<Object> key =
            List.of(row.task(), row.rows(), row.metric(), row.method(), row.baseline());
        if (row.basis().equals(Basis.BEST_RATE.toString())) {
          chosen.put(key, row);
        } else {
          chosen.putIfAbsent(key, row);
        }
      }
    }
    return chosen.values().stream()
        .sorted(
            Comparator.comparing(
                row -> new MethodPair(row.method(), row.baseline()), MethodPair.ORDER))
        .toList();
  }

  /**
   * Returns how many p-values a comparison's are corrected with, its own included. Comparisons of a
   * method with what it is built on were planned, and count apart from the others.
   */
  public int family(VerdictRow row) {
    List<Object> family = familyOf(row);
    return (int) rows.stream().filter(each -> familyOf(each).equals(family)).count();
  }

  private static List<Object> familyOf(VerdictRow row) {
    return List.of(
        row.task(),
        row.rows(),
        row.metric(),
        row.basis(),
        row.settings() == null,
        new MethodPair(row.method(), row.baseline()).isNatural());
  }

  /** Makes the verdicts of one sweep. */
  private static final class Maker {
    private final ReportedTrials trials;
    private final double margin;
    private final StoredAnswers stored;
    private final SettingLabels labels;
    private final SortedMap<ReportColumn, List<Measured>> byColumn = new TreeMap<>();
    private final Map<String, Measured> byTrial = new HashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Unpaired unpaired = new Unpaired();
    private final FairRates rates;

    Maker(ReportedTrials trials, double margin) throws IOException {
      this.trials = trials;
      this.margin = margin;
      this.stored = StoredAnswers.read(trials);
      this.labels = new SettingLabels(trials);
      for (ReportedTrial trial : trials.succeeded()) {
        Measured each = measured(trial);
        byTrial.put(trial.id(), each);
        add(each);
      }
      List<Measured> pictures = Pictures.read(trials);
      if (!pictures.isEmpty()) {
        // Of all subjects together there is more to say than of each.
        byColumn.clear();
        pictures.forEach(this::add);
      }
      this.rates =
          FairRates.of(
              byColumn.values().stream().flatMap(List::stream).toList(),
              Validation.read(trials),
              labels);
    }

    private void add(Measured each) {
      byColumn.computeIfAbsent(each.column(), column -> new ArrayList<>()).add(each);
    }

    private Measured measured(ReportedTrial trial) {
      TrialResult.Score score = trial.measured().score();
      return new Measured(
          trials.column(trial),
          trial.identity().method(),
          trial.identity().settings(),
          trial.identity().model(),
          trial.identity().data(),
          trial.row().parameter(ReportedTrials.SEED),
          trial.value(),
          stored.influences(
              trial.id(),
              score.primaryDataset(),
              score.primarySplit(),
              score.primaryMetric(),
              score.primaryValue()),
          List.of(trial.id()));
    }

    Verdicts verdicts() {
      List<Assessment> assessments = new ArrayList<>();
      byColumn.forEach((column, all) -> assessments.addAll(assessments(column, all)));
      Rankings rankings = rankings();
      notes.addAll(unpaired.notes());
      noteUnknownExamples();
      return new Verdicts(
          corrected(assessments),
          rates.rows(),
          rankings.rows(),
          rankings.improvements(MethodPair.all(methods())),
          new Agreements(trials, stored, labels).rows(byTrial),
          List.copyOf(notes));
    }

    private Set<String> methods() {
      return byColumn.values().stream()
          .flatMap(List::stream)
          .map(Measured::method)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Assessment> assessments(ReportColumn column, List<Measured> all) {
      Map<String, List<Measured>> byMethod =
          all.stream()
              .collect(
                  Collectors.groupingBy(Measured::method, LinkedHashMap::new, Collectors.toList()));
      List<Assessment> assessments = new ArrayList<>();
      for (MethodPair pair : MethodPair.all(byMethod.keySet())) {
        List<Measured> methods = byMethod.getOrDefault(pair.method(), List.of());
        List<Measured> baselines = byMethod.getOrDefault(pair.baseline(), List.of());
        List<Comparison> same = new Pairing(labels, Basis.SAME_SETTINGS).of(methods, baselines);
        assessments.addAll(assessments(column, Basis.SAME_SETTINGS, same));
        if (isChoice(methods, baselines) && !isRefused(column, pair)) {
          List<Comparison> best =
              new Pairing(labels, Basis.BEST_RATE).of(chosen(methods), chosen(baselines));
          assessments.addAll(assessments(column, Basis.BEST_RATE, best));
          if (same.isEmpty() && best.isEmpty()) {
            unpaired.add(column, methods, baselines);
          }
        } else if (same.isEmpty()) {
          unpaired.add(column, methods, baselines);
        }
      }
      return assessments;
    }

    /** Tells whether rates are more than a setting that both have. */
    private static boolean isChoice(List<Measured> methods, List<Measured> baselines) {
      Set<Double> rates = new TreeSet<>();
      for (List<Measured> side : List.of(methods, baselines)) {
        side.stream().map(Measured::rate).forEach(rate -> rates.add(rate == null ? -1 : rate));
      }
      return rates.stream().filter(rate -> rate >= 0).count() > 1;
    }

    private List<Measured> chosen(List<Measured> all) {
      return all.stream().filter(rates::isChosen).toList();
    }

    private boolean isRefused(ReportColumn column, MethodPair pair) {
      boolean refused = false;
      for (String method : List.of(pair.method(), pair.baseline())) {
        if (rates.isRefused(column, method)) {
          refused = true;
          notes.add(
              String.format(
                  Locale.ROOT,
                  "%s: %s has several learning rates and no split validation, so none is its best:"
                      + " it is compared at equal settings alone. With validation-share: 0.1 in the"
                      + " sweep file, training rows are held out to choose by.",
                  column.name(),
                  method));
        }
      }
      return refused;
    }

    private List<Assessment> assessments(
        ReportColumn column, Basis basis, List<Comparison> comparisons) {
      List<Comparison> alike = Pairing.alike(comparisons);
      if (alike.isEmpty()) {
        return List.of();
      }
      List<Assessment> assessments = new ArrayList<>();
      assessments.add(Assessment.of(column, basis, null, alike, margin));
      if (comparisons.size() > 1) {
        comparisons.forEach(
            each ->
                assessments.add(
                    Assessment.of(column, basis, each.settings(), List.of(each), margin)));
      }
      return assessments;
    }

    private List<VerdictRow> corrected(List<Assessment> assessments) {
      Map<List<Object>, List<Assessment>> families =
          assessments.stream()
              .collect(
                  Collectors.groupingBy(
                      Assessment::family, LinkedHashMap::new, Collectors.toList()));
      List<VerdictRow> rows = new ArrayList<>();
      for (List<Assessment> family : families.values()) {
        double[] p = Holm.adjust(family.stream().mapToDouble(Assessment::p).toArray());
        double[] equivalence =
            Holm.adjust(family.stream().mapToDouble(Assessment::equivalenceP).toArray());
        for (int i = 0; i < p.length; i++) {
          rows.add(family.get(i).row(p[i], equivalence[i], rates));
        }
      }
      return rows;
    }

    /** Several metrics of one task, or parts of its rows, are no independent tasks: one counts. */
    private Rankings rankings() {
      SortedMap<ReportColumn, List<Measured>> best = new TreeMap<>();
      Set<String> tasks = new TreeSet<>();
      byColumn.forEach(
          (column, all) -> {
            if (tasks.add(column.task())) {
              best.put(
                  column,
                  chosen(all).stream()
                      .filter(each -> !rates.isRefused(column, each.method()))
                      .toList());
            }
          });
      return new Rankings(best);
    }

    /** Trials whose answers are not known count by their seeds alone. */
    private void noteUnknownExamples() {
      long unknown =
          byTrial.values().stream().filter(each -> each.influences().size() == 0).count();
      if (unknown > 0 && byColumn.keySet().stream().noneMatch(Pictures::isOf)) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%d of %d trials have no predictions that give their value: their intervals are over"
                    + " seeds alone.",
                unknown,
                byTrial.size()));
      }
    }
  }
}
