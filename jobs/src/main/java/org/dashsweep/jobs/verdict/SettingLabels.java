package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dashsweep.jobs.grouping.Grouping;
import org.dashsweep.jobs.grouping.ReportedTrials;

/** Names of settings, of which only those that vary in the sweep are told. */
final class SettingLabels {
  private final List<String> names;

  SettingLabels(ReportedTrials trials) {
    names = new ArrayList<>(trials.grouping().axes());
    long ranks =
        trials.succeeded().stream()
            .flatMap(trial -> Stream.ofNullable(trial.identity().text(ReportedTrials.RANK)))
            .distinct()
            .count();
    if (ranks > 1) {
      names.add(0, ReportedTrials.RANK);
    }
    names.removeAll(Set.of(Grouping.MODEL_CONTENT, Grouping.DATA_CONTENT));
  }

  /** "rank 8, learning-rate 0.005". */
  String of(Measured each) {
    return of(each, names);
  }

  /** The same without one of the settings. */
  String without(Measured each, String name) {
    return of(each, names.stream().filter(other -> !other.equals(name)).toList());
  }

  /** The same of some of the settings. */
  String among(Measured each, Collection<String> some) {
    Set<String> wanted = new TreeSet<>(some);
    return of(each, names.stream().filter(wanted::contains).toList());
  }

  private static String of(Measured each, List<String> names) {
    List<String> parts = new ArrayList<>();
    for (String name : names) {
      String text = each.text(name);
      if (!text.isEmpty()) {
        parts.add(name + " " + text);
      }
    }
    return String.join(", ", parts);
  }
}
