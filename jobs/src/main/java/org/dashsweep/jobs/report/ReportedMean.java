package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.jspecify.annotations.Nullable;

/**
 * A mean over trials, with what its reader must know of them.
 *
 * @param sample the values
 * @param survivals how survivors among the trials were chosen; empty if there are none
 * @param programs versions of the program that they ran under
 */
record ReportedMean(
    ReportedSample sample, SortedSet<String> survivals, SortedSet<String> programs) {
  private static final String SURVIVORS = "survivors";
  private static final String VERSIONS = "versions";

  /** The mean of one quantity over trials of one configuration. */
  static ReportedMean of(List<ReportedTrial> trials, ToDoubleFunction<ReportedTrial> quantity) {
    return of(trials, ReportedSample.of(trials.stream().map(quantity::applyAsDouble).toList()));
  }

  /** A mean that was made of several quantities of trials. */
  static ReportedMean of(List<ReportedTrial> trials, ReportedSample sample) {
    SortedSet<String> survivals = new TreeSet<>();
    SortedSet<String> programs = new TreeSet<>();
    for (ReportedTrial trial : trials) {
      if (trial.survival() != null) {
        survivals.add(trial.survival());
      }
      programs.add(trial.row().software().dashSweepVersion());
    }
    return new ReportedMean(sample, survivals, programs);
  }

  /** Adds up trials of one configuration one by one. */
  static final class Builder {
    private final ReportedMoments moments = new ReportedMoments();
    private final SortedMap<String, String> rules = new TreeMap<>();
    private final SortedSet<String> programs = new TreeSet<>();

    void add(double value, String program, @Nullable String rule, String survival) {
      moments.add(value);
      programs.add(program);
      if (rule != null) {
        rules.put(rule, survival);
      }
    }

    /**
     * The mean.
     *
     * @param stopping rules that have stopped a trial
     */
    ReportedMean mean(SortedSet<String> stopping) {
      SortedSet<String> survivals = new TreeSet<>();
      rules.forEach(
          (rule, survival) -> {
            if (stopping.contains(rule)) {
              survivals.add(survival);
            }
          });
      return new ReportedMean(moments.sample(), survivals, programs);
    }
  }

  /** A word or two on each thing to know; empty if the mean is as it seems. */
  List<String> marks() {
    List<String> marks = new ArrayList<>();
    if (!survivals.isEmpty()) {
      marks.add(SURVIVORS);
    }
    if (programs.size() > 1) {
      marks.add(programs.size() + " " + VERSIONS);
    }
    return marks;
  }

  /**
   * Explains marks, a sentence each.
   *
   * @param marks of some means
   * @param trials all that the means are over
   */
  static List<String> legend(Set<String> marks, List<ReportedTrial> trials) {
    if (marks.isEmpty()) {
      return List.of();
    }
    ReportedMean all = of(trials, ReportedTrial::value);
    return legend(
        marks.contains(SURVIVORS) ? all.survivals() : Set.of(),
        marks.stream().anyMatch(mark -> mark.endsWith(VERSIONS)) ? all.programs() : Set.of());
  }

  /** Explains the marks of some means, a sentence each. */
  static List<String> legend(Collection<ReportedMean> means) {
    SortedSet<String> survivals = new TreeSet<>();
    SortedSet<String> programs = new TreeSet<>();
    for (ReportedMean mean : means) {
      survivals.addAll(mean.survivals());
      if (mean.programs().size() > 1) {
        programs.addAll(mean.programs());
      }
    }
    return legend(survivals, programs);
  }

  private static List<String> legend(Set<String> survivals, Set<String> programs) {
    List<String> sentences = new ArrayList<>();
    survivals.forEach(survival -> sentences.add(SURVIVORS + ": " + survival + "."));
    if (!programs.isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s: the trials of such a mean ran under several versions of Dash Sweep: %s.",
              VERSIONS,
              String.join(", ", programs)));
    }
    return sentences;
  }

  /** Mean ± standard deviation (n), with the marks behind n. */
  String text(int decimals) {
    StringBuilder text = new StringBuilder(ReportTable.decimal(sample.mean(), decimals));
    if (sample.size() > 1 && !Double.isNaN(sample.mean())) {
      text.append(" ± ").append(ReportTable.decimal(sample.standardDeviation(), decimals));
    }
    return text.append(" (").append(count()).append(')').toString();
  }

  /** The number of trials, with the marks. */
  String count() {
    return sample.size() + (marks().isEmpty() ? "" : "; " + String.join(", ", marks()));
  }
}
