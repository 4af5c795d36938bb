package org.dashsweep.jobs.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.console.TextTable;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialPreflight;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a sweep's trials are expected to take, by model, method and rank.
 *
 * @param kinds the largest trial of each kind, the largest kind first; none where nothing is known
 */
record PlannedMemory(List<Kind> kinds) {
  private static final List<Parameter<?>> TELLING =
      List.of(SearchSpace.MODEL, SearchSpace.METHOD, Methods.RANK, TrialParameters.BASE_PRECISION);

  /** Trials that differ in nothing that matters much. */
  record Kind(String label, MemoryEstimate estimate) {}

  PlannedMemory {
    kinds = List.copyOf(kinds);
  }

  static PlannedMemory of(Collection<TrialConfig> cells, TrialPreflight preflight) {
    Map<String, MemoryEstimate> largest = new LinkedHashMap<>();
    for (TrialConfig config : cells) {
      @Nullable MemoryEstimate estimate = preflight.memory(config);
      if (estimate != null) {
        largest.merge(label(config), estimate, (a, b) -> a.peak() >= b.peak() ? a : b);
      }
    }
    List<Kind> kinds = new ArrayList<>();
    largest.forEach((label, estimate) -> kinds.add(new Kind(label, estimate)));
    kinds.sort(Comparator.comparingLong((Kind kind) -> kind.estimate().peak()).reversed());
    return new PlannedMemory(kinds);
  }

  private static String label(TrialConfig config) {
    StringJoiner label = new StringJoiner(", ");
    for (Parameter<?> parameter : TELLING) {
      String name = parameter.equals(Methods.RANK) ? parameter.name() + " " : "";
      config.shown(parameter).ifPresent(value -> label.add(name + value));
    }
    return label.toString();
  }

  /** A table of GiB with its heading; empty if nothing is known. */
  List<String> lines() {
    if (kinds.isEmpty()) {
      return List.of();
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "GiB at most",
            "on a CPU",
            "on a GPU",
            "base",
            "adapters",
            "singular vectors",
            "step",
            "heap",
            "answers"));
    for (Kind kind : kinds) {
      MemoryEstimate estimate = kind.estimate();
      cells.add(
          List.of(
              kind.label(),
              gibibytes(estimate.peak()),
              gibibytes(estimate.gpuPeak()),
              gibibytes(estimate.base()),
              gibibytes(estimate.adapted()),
              gibibytes(estimate.singularVectors()),
              gibibytes(estimate.activations()),
              gibibytes(estimate.heapReserve()),
              gibibytes(estimate.answers())));
    }
    return TextTable.lines(cells);
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes / (double) (1L << 30));
  }
}
