package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the values of two methods of one column. Two values are a pair if they agree in everything
 * but the method, what only one of the methods has and, by their {@link Basis}, the learning rate.
 * Beside a model that is not trained, values may also differ in their training rows.
 */
final class Pairing {
  private static final Comparator<String> SEEDS = ReportedConfiguration::compareValues;

  private final SettingLabels labels;
  private final Basis basis;

  Pairing(SettingLabels labels, Basis basis) {
    this.labels = labels;
    this.basis = basis;
  }

  /** The values that could be pairs: those that differ in their seeds and methods alone. */
  private record Cell(List<Object> shared, Map<String, Object> own, Map<String, Object> others) {}

  /** Returns the comparisons of two methods, by the settings of the method. */
  List<Comparison> of(List<Measured> methods, List<Measured> baselines) {
    Set<String> shared = names(methods);
    shared.retainAll(names(baselines));
    if (basis == Basis.BEST_RATE) {
      shared.remove(FairRates.RATE);
    }
    // Training rows are nothing to a model that is not trained: the column's rows are the same.
    boolean trained =
        Stream.concat(methods.stream(), baselines.stream()).allMatch(Measured::trains);
    Map<List<Object>, List<Measured>> byShared = new HashMap<>();
    baselines.forEach(
        each ->
            byShared
                .computeIfAbsent(shared(each, shared, trained), key -> new ArrayList<>())
                .add(each));
    Map<Cell, List<Comparison.Pair>> cells = new LinkedHashMap<>();
    for (Measured method : methods) {
      List<Object> key = shared(method, shared, trained);
      for (Measured baseline : byShared.getOrDefault(key, List.of())) {
        if (method.seed() == null
            || baseline.seed() == null
            || method.seed().equals(baseline.seed())) {
          cells
              .computeIfAbsent(
                  new Cell(key, own(method, shared), own(baseline, shared)),
                  cell -> new ArrayList<>())
              .add(new Comparison.Pair(method, baseline));
        }
      }
    }
    return cells.values().stream().map(this::comparison).toList();
  }

  private Comparison comparison(List<Comparison.Pair> pairs) {
    Map<String, Comparison.Pair> bySeed = new TreeMap<>(SEEDS);
    pairs.forEach(pair -> bySeed.putIfAbsent(pair.seed(), pair));
    return new Comparison(settings(pairs.get(0)), List.copyOf(bySeed.values()));
  }

  private String settings(Comparison.Pair pair) {
    Measured method = pair.method();
    Measured baseline = pair.baseline();
    Set<String> common = new TreeSet<>(method.settings().keySet());
    common.retainAll(baseline.settings().keySet());
    common.removeIf(
        name -> !Objects.equals(method.settings().get(name), baseline.settings().get(name)));
    List<String> parts = new ArrayList<>();
    parts.add(labels.among(method, common));
    for (Measured each : List.of(method, baseline)) {
      Set<String> own = new TreeSet<>(each.settings().keySet());
      own.removeAll(common);
      String text = labels.among(each, own);
      parts.add(text.isEmpty() ? "" : each.method() + " " + text);
    }
    return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
  }

  private static Set<String> names(List<Measured> all) {
    return all.stream()
        .flatMap(each -> each.settings().keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Object> shared(Measured each, Set<String> names, boolean trained) {
    SortedMap<String, Object> settings = new TreeMap<>(each.settings());
    settings.keySet().retainAll(names);
    return List.of(settings, each.model(), trained ? each.data() : "");
  }

  private Map<String, Object> own(Measured each, Set<String> shared) {
    Map<String, Object> settings = new TreeMap<>(each.settings());
    settings.keySet().removeAll(shared);
    if (basis == Basis.BEST_RATE) {
      settings.remove(FairRates.RATE);
    }
    return settings;
  }

  /**
   * Returns the comparisons whose mean is taken: those that have the seeds that most have, with
   * these seeds alone.
   */
  static List<Comparison> alike(List<Comparison> all) {
    Map<List<String>, Long> counts =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    Comparison::seeds, LinkedHashMap::new, Collectors.counting()));
    @Nullable List<String> most = null;
    for (Map.Entry<List<String>, Long> entry : counts.entrySet()) {
      if (most == null
          || entry.getValue() > Objects.requireNonNull(counts.get(most))
          || (entry.getValue().equals(counts.get(most)) && entry.getKey().size() > most.size())) {
        most = entry.getKey();
      }
    }
    if (most == null) {
      return List.of();
    }
    List<String> seeds = most;
    return all.stream()
        .filter(comparison -> comparison.seeds().containsAll(seeds))
        .map(
            comparison ->
                new Comparison(
                    comparison.settings(),
                    comparison.pairs().stream()
                        .filter(pair -> seeds.contains(pair.seed()))
                        .toList()))
        .toList();
  }
}
