package org.dashsweep.jobs.verdict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.PredictedAnswer;
import org.dashsweep.jobs.tables.Tables;

/**
 * The answers that the table {@code predictions} holds of a sweep's trials. Texts and logits are
 * not read, and equal texts are kept once.
 */
final class StoredAnswers {
  private final Map<String, Map<Part, Answers>> byTrial = new HashMap<>();
  private final Map<ExampleSet, ExampleSet> sets = new HashMap<>();

  /** An evaluation set of a data set, answered in one way. */
  private record Part(String dataset, String split, String scorer) implements Comparable<Part> {
    private static final Comparator<Part> ORDER =
        Comparator.comparing(Part::dataset).thenComparing(Part::split).thenComparing(Part::scorer);

    @Override
    public int compareTo(Part other) {
      return ORDER.compare(this, other);
    }
  }

  /** Reads trials' rows one trial after the other. */
  private final class Reader {
    private final Map<String, String> texts = new HashMap<>();
    private final Map<Part, Answers.Builder> parts = new HashMap<>();
    private String trial = "";

    void add(EntryRow<PredictedAnswer> row) {
      if (!row.trialId().equals(trial)) {
        finish();
        trial = row.trialId();
      }
      PredictedAnswer entry = row.entry();
      Part part =
          new Part(entry.dataset(), entry.split(), Objects.requireNonNullElse(entry.scorer(), ""));
      parts
          .computeIfAbsent(part, key -> new Answers.Builder())
          .add(
              one(entry.dataset() + "/" + entry.exampleId()),
              one(entry.label()),
              one(entry.prediction()),
              entry.correct());
    }

    private String one(String text) {
      return texts.computeIfAbsent(text, same -> same);
    }

    void finish() {
      Map<Part, Answers> built = new TreeMap<>();
      parts.forEach((part, builder) -> built.put(part, builder.build(sets)));
      if (!built.isEmpty()) {
        byTrial.put(trial, built);
      }
      parts.clear();
    }
  }

  static StoredAnswers read(ReportedTrials trials) throws IOException {
    StoredAnswers answers = new StoredAnswers();
    Reader reader = answers.new Reader();
    Set<String> ids =
        trials.succeeded().stream().map(ReportedTrial::id).collect(Collectors.toSet());
    trials.snapshot().forEach(Tables.ANSWERS, ids, reader::add);
    reader.finish();
    return answers;
  }

  /** Example sets, of which equal ones are one. */
  Map<ExampleSet, ExampleSet> sets() {
    return sets;
  }

  /**
   * Returns the answers of a trial that give a value.
   *
   * @param dataset or the name of an average over all data sets of the split
   * @return one for each data set; none if no answers give the value
   */
  List<Answers> of(String trialId, String dataset, String split, String metric, double value) {
    Map<String, Map<String, Answers>> byScorer = new TreeMap<>();
    byTrial
        .getOrDefault(trialId, Map.of())
        .forEach(
            (part, answers) -> {
              if (part.split().equals(split)) {
                byScorer
                    .computeIfAbsent(part.scorer(), scorer -> new TreeMap<>())
                    .put(part.dataset(), answers);
              }
            });
    for (Map<String, Answers> sets : byScorer.values()) {
      Answers one = sets.get(dataset);
      Collection<Answers> all = one == null ? sets.values() : List.of(one);
      if (influences(all, metric, value).isPresent()) {
        return List.copyOf(all);
      }
    }
    return List.of();
  }

  /** Returns the influences on a trial's value; none if its answers do not give the value. */
  Influences influences(String trialId, String dataset, String split, String metric, double value) {
    List<Answers> answers = of(trialId, dataset, split, metric, value);
    return answers.isEmpty()
        ? Influences.none()
        : influences(answers, metric, value).orElseGet(Influences::none);
  }

  private Optional<Influences> influences(
      Collection<Answers> answers, String metric, double value) {
    if (answers.size() == 1) {
      return answers.iterator().next().influences(metric, value);
    }
    List<Influences> parts = new ArrayList<>();
    double sum = 0;
    for (Answers part : answers) {
      double share = part.shareRight();
      sum += share;
      Optional<Influences> own = part.influences(metric, share);
      if (own.isEmpty()) {
        return Optional.empty();
      }
      parts.add(own.get());
    }
    return parts.isEmpty() || Math.abs(sum / parts.size() - value) > Answers.ROUNDING
        ? Optional.empty()
        : Optional.of(Influences.ofMean(parts, sets));
  }
}
