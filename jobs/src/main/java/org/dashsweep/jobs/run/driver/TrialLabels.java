package org.dashsweep.jobs.run.driver;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.jobs.console.TerminalWriter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.Trial;
import org.jspecify.annotations.Nullable;

/**
 * Short names for the trials of a sweep, made of the parameters in which they differ, such as
 * {@code lora-dash, rank 8, seed 1, task supersense}.
 */
public final class TrialLabels {
  private final SortedSet<String> varying;
  private final Map<Double, String> decimals = new ConcurrentHashMap<>();

  private TrialLabels(SortedSet<String> varying) {
    this.varying = varying;
  }

  /**
   * Labels that tell the given cells apart.
   *
   * @param derived parameters that follow from others, left out where the others suffice
   */
  public static TrialLabels of(List<TrialConfig> cells, Set<String> derived) {
    SortedSet<String> varying = varying(cells);
    SortedSet<String> chosen = new TreeSet<>(varying);
    if (chosen.removeAll(derived)) {
      TrialLabels labels = new TrialLabels(chosen);
      Set<String> different = new HashSet<>();
      if (cells.stream().map(labels::of).allMatch(different::add)) {
        return labels;
      }
    }
    return new TrialLabels(varying);
  }

  private static SortedSet<String> varying(List<TrialConfig> cells) {
    SortedSet<String> varying = new TreeSet<>();
    Map<String, Object> first = new HashMap<>();
    for (TrialConfig config : cells) {
      for (Map.Entry<String, Object> entry : config.values().entrySet()) {
        @Nullable Object known = first.putIfAbsent(entry.getKey(), entry.getValue());
        if (known != null && !known.equals(entry.getValue())) {
          varying.add(entry.getKey());
        }
      }
    }
    varying.remove(SearchSpace.METHOD.name());
    return varying;
  }

  /** The parameters that labels name beside the method, in their order. */
  public SortedSet<String> parameters() {
    return Collections.unmodifiableSortedSet(varying);
  }

  /** The label of one of the trials. */
  public String of(Trial trial) {
    return of(trial.config());
  }

  /** The label of one of the cells, on one line whatever its values hold. */
  public String of(TrialConfig config) {
    StringJoiner label = new StringJoiner(", ");
    label.add(config.get(SearchSpace.METHOD));
    for (String parameter : varying) {
      @Nullable Object value = config.values().get(parameter);
      if (value != null) {
        label.add(parameter + " " + shown(value));
      }
    }
    return TerminalWriter.line(label.toString());
  }

  /**
   * Returns a value's text. A sweep needs each of its few decimals many times, and finding its
   * short text takes a while, so that it is kept.
   */
  private String shown(Object value) {
    return value instanceof Double decimal
        ? decimals.computeIfAbsent(decimal, TrialConfig::show)
        : TrialConfig.show(value);
  }
}
