package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.trial.TrialResult;

/**
 * The pictures that a sweep's trials sampled.
 *
 * @param all of them, by configuration, subject, seed, prompt and place among the prompt's pictures
 */
record ReportedImages(ReportedTrials sweep, List<Shown> all) {
  private static final Comparator<Shown> ORDER =
      Comparator.comparing(Shown::configuration)
          .thenComparing(shown -> shown.image().subject())
          .thenComparing(shown -> shown.trial().seedLabel(), ReportedConfiguration::compareValues)
          .thenComparing(shown -> shown.trial().id())
          .thenComparing(shown -> shown.image().promptIndex())
          .thenComparing(shown -> shown.image().imageIndex());

  /** A picture with the trial that it is of. */
  record Shown(ReportedTrial trial, ReportedConfiguration configuration, TrialResult.Image image) {}

  /** Reads the pictures' rows. */
  static ReportedImages read(ReportedTrials sweep) throws IOException {
    Map<String, ReportedTrial> trials = new HashMap<>();
    sweep.succeeded().forEach(trial -> trials.put(trial.id(), trial));
    List<Shown> all = new ArrayList<>();
    sweep
        .snapshot()
        .forEach(
            Tables.IMAGES,
            trials.keySet(),
            row -> {
              ReportedTrial trial = Objects.requireNonNull(trials.get(row.trialId()));
              all.add(new Shown(trial, sweep.configuration(trial), row.entry()));
            });
    all.sort(ORDER);
    return new ReportedImages(sweep, List.copyOf(all));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The pictures of each configuration. */
  SortedMap<ReportedConfiguration, List<Shown>> byConfiguration() {
    SortedMap<ReportedConfiguration, List<Shown>> groups = new TreeMap<>();
    all.forEach(
        shown ->
            groups.computeIfAbsent(shown.configuration(), key -> new ArrayList<>()).add(shown));
    return groups;
  }

  /** The subjects there are pictures of. */
  NavigableSet<String> subjects() {
    NavigableSet<String> subjects = new TreeSet<>();
    all.forEach(shown -> subjects.add(shown.image().subject()));
    return subjects;
  }
}
