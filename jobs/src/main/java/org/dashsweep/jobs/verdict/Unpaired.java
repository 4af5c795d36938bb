package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportColumn;

/** Pairs of methods without two values that are a pair, by what these differ in. */
final class Unpaired {
  private static final int MOST_PAIRS = 6;

  /** Names of what the values differ in, with both values of the first pair. */
  private record Reason(SortedMap<String, String> apart, List<String> pairs) {}

  private final Map<List<Object>, Reason> reasons = new LinkedHashMap<>();

  void add(ReportColumn column, List<Measured> methods, List<Measured> baselines) {
    SortedMap<String, String> apart =
        methods.stream()
            .flatMap(method -> baselines.stream().map(baseline -> differences(method, baseline)))
            .min(Comparator.comparingInt(Map::size))
            .orElseThrow();
    reasons
        .computeIfAbsent(
            List.of(column, List.copyOf(apart.keySet())),
            key -> new Reason(apart, new ArrayList<>()))
        .pairs()
        .add(methods.get(0).method() + " and " + baselines.get(0).method());
  }

  /** Returns a sentence for each reason, with the remedy. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    reasons.forEach((key, reason) -> notes.add(note((ReportColumn) key.get(0), reason)));
    return notes;
  }

  private static String note(ReportColumn column, Reason reason) {
    List<String> pairs = reason.pairs();
    String more =
        pairs.size() > MOST_PAIRS
            ? String.format(Locale.ROOT, "; and %d more pairs", pairs.size() - MOST_PAIRS)
            : "";
    return String.format(
        Locale.ROOT,
        "%s: not compared, since no two of their trials differ in the method alone: %s%s. They differ"
            + " at least in %s. Run both methods with the same %s.",
        column.name(),
        String.join("; ", pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))),
        more,
        reason.apart().entrySet().stream()
            .map(each -> each.getKey() + (pairs.size() == 1 ? each.getValue() : ""))
            .collect(Collectors.joining(" and ")),
        String.join(" and ", reason.apart().keySet()));
  }

  /** Names of what two values differ in, with both in parentheses where they are short. */
  private static SortedMap<String, String> differences(Measured method, Measured baseline) {
    SortedMap<String, String> apart = new TreeMap<>();
    TreeSet<String> shared = new TreeSet<>(method.settings().keySet());
    shared.retainAll(baseline.settings().keySet());
    for (String name : shared) {
      if (!Objects.equals(method.settings().get(name), baseline.settings().get(name))) {
        apart.put(name, both(method.text(name), baseline.text(name)));
      }
    }
    if (!method.model().equals(baseline.model())) {
      apart.put("base model", "");
    }
    if (method.trains() && baseline.trains() && !method.data().equals(baseline.data())) {
      apart.put("training data", "");
    }
    if (method.seed() != null
        && baseline.seed() != null
        && !Objects.equals(method.seed(), baseline.seed())) {
      apart.put("seed", both(method.seed(), baseline.seed()));
    }
    return apart;
  }

  private static String both(String method, String baseline) {
    return " (" + method + ", " + baseline + ")";
  }
}
