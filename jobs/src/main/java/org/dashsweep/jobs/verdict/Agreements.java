package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.statistics.Agreement;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/** Agreement between the seeds of each configuration, and the share of answers that are none. */
final class Agreements {
  private final ReportedTrials trials;
  private final StoredAnswers stored;
  private final SettingLabels labels;

  Agreements(ReportedTrials trials, StoredAnswers stored, SettingLabels labels) {
    this.trials = trials;
    this.stored = stored;
    this.labels = labels;
  }

  /** Returns a row for each configuration of each column. */
  List<AgreementRow> rows(Map<String, Measured> measured) {
    Map<List<Object>, List<ReportedTrial>> groups = new LinkedHashMap<>();
    for (ReportedTrial trial : trials.succeeded()) {
      groups
          .computeIfAbsent(
              List.of(trials.column(trial), trials.configuration(trial)), key -> new ArrayList<>())
          .add(trial);
    }
    List<AgreementRow> rows = new ArrayList<>();
    for (List<ReportedTrial> seeds : groups.values()) {
      @Nullable Measured first = measured.get(seeds.get(0).id());
      if (first != null) {
        rows.add(row(trials.column(seeds.get(0)), first, seeds));
      }
    }
    return rows;
  }

  private AgreementRow row(ReportColumn column, Measured first, List<ReportedTrial> seeds) {
    List<List<Answers>> answers = seeds.stream().map(this::answers).toList();
    List<Agreement> agreements = new ArrayList<>();
    for (int one = 0; one < answers.size(); one++) {
      for (int other = 0; other < one; other++) {
        agreement(answers.get(one), answers.get(other)).ifPresent(agreements::add);
      }
    }
    return new AgreementRow(
        column.task(),
        column.difference(),
        column.metric().name(),
        first.method(),
        labels.of(first),
        seeds.size(),
        mean(agreements.stream().mapToDouble(Agreement::share).average()),
        mean(
            agreements.stream()
                .mapToDouble(Agreement::kappa)
                .filter(kappa -> !Double.isNaN(kappa))
                .average()),
        mean(
            answers.stream()
                .flatMap(List::stream)
                .filter(each -> !each.right().isEmpty())
                .mapToDouble(Answers::unparsed)
                .average()),
        mean(
            seeds.stream()
                .filter(trial -> trial.row().floor() != null)
                .mapToDouble(trial -> isBelowFloor(column, trial) ? 1 : 0)
                .average()));
  }

  private static boolean isBelowFloor(ReportColumn column, ReportedTrial trial) {
    @Nullable Double floor = trial.row().floor();
    return floor != null && !Double.isNaN(floor) && !column.metric().isBetter(trial.value(), floor);
  }

  private List<Answers> answers(ReportedTrial trial) {
    TrialResult.Score score = trial.measured().score();
    return stored.of(
        trial.id(),
        score.primaryDataset(),
        score.primarySplit(),
        score.primaryMetric(),
        score.primaryValue());
  }

  private static Optional<Agreement> agreement(List<Answers> one, List<Answers> other) {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (int part = 0; part < Math.min(one.size(), other.size()); part++) {
      Answers ofOne = one.get(part);
      Answers ofOther = other.get(part);
      if (ofOne.right().isEmpty() || !ofOne.examples().equals(ofOther.examples())) {
        return Optional.empty();
      }
      first.addAll(ofOne.answers());
      second.addAll(ofOther.answers());
    }
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Integer> codes = new HashMap<>();
    return Optional.of(Agreement.of(codes(first, codes), codes(second, codes)));
  }

  private static int[] codes(List<String> texts, Map<String, Integer> known) {
    return texts.stream()
        .mapToInt(text -> known.computeIfAbsent(text, key -> known.size()))
        .toArray();
  }

  private static @Nullable Double mean(OptionalDouble mean) {
    return mean.isPresent() ? mean.getAsDouble() : null;
  }
}
