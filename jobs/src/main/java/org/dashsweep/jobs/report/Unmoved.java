package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.jspecify.annotations.Nullable;

/** Says which trials had trainable tensors that never changed in their training. */
final class Unmoved {
  /** Trials, or tensors, that a sentence names. */
  private static final int NAMED = 10;

  private static final String SEPARATOR = ", ";

  private int trials;

  /** Counts a trial if some of its tensors never changed. */
  void add(@Nullable String tensors) {
    trials += tensors == null ? 0 : 1;
  }

  /** Empty if everything moved in all trials. */
  Optional<String> sentence() {
    return trials == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d %s trainable tensors that never changed: see unmoved_tensors in table trials.",
                trials,
                trials == 1 ? "trial has" : "trials have"));
  }

  /** A sentence for each method and the tensors of it that never changed. */
  static List<String> sentences(List<ReportedTrial> trials) {
    Map<String, Map<String, List<String>>> ids = new TreeMap<>();
    for (ReportedTrial trial : trials) {
      @Nullable String tensors = trial.measured().cost().unmovedTensors();
      if (tensors != null) {
        ids.computeIfAbsent(trial.identity().method(), method -> new TreeMap<>())
            .computeIfAbsent(tensors, names -> new ArrayList<>())
            .add(trial.id());
      }
    }
    List<String> sentences = new ArrayList<>();
    ids.forEach(
        (method, byTensors) ->
            byTensors.forEach(
                (tensors, own) ->
                    sentences.add(
                        String.format(
                            Locale.ROOT,
                            "%d %s %s trainable tensors that never changed (%s): %s.",
                            own.size(),
                            method,
                            own.size() == 1 ? "trial has" : "trials have",
                            first(Arrays.asList(tensors.split(SEPARATOR, -1))),
                            first(own)))));
    return sentences;
  }

  private static String first(List<String> names) {
    String shown = String.join(SEPARATOR, names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED
        ? String.format(Locale.ROOT, "%s and %d more", shown, names.size() - NAMED)
        : shown;
  }
}
