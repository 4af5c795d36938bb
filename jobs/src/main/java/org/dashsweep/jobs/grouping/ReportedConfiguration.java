package org.dashsweep.jobs.grouping;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that a sweep compares with others: everything but the data set and the seed.
 *
 * @param rank the adapter's rank, or null for a method without one
 * @param others further parameters that tell the sweep's configurations apart, from name to value.
 *     A parameter that is absent from a trial is absent here
 */
public record ReportedConfiguration(
    String method, @Nullable Long rank, SortedMap<String, String> others)
    implements Comparable<ReportedConfiguration> {
  /** The methods that others are compared with. */
  private static final Set<String> BASELINES =
      Methods.ALL.stream()
          .flatMap(type -> type.baseline().stream())
          .map(MethodType::name)
          .collect(Collectors.toSet());

  private static final Comparator<ReportedConfiguration> ORDER =
      Comparator.comparingInt(ReportedConfiguration::methodOrder)
          .thenComparing(ReportedConfiguration::method)
          .thenComparing(
              ReportedConfiguration::rank, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(ReportedConfiguration::others, ReportedConfiguration::compareOthers);

  /** "lora-dash, rank 8, directions 4". */
  public String label() {
    StringBuilder label = new StringBuilder(ReportedMethodStates.shown(method));
    if (rank != null) {
      label.append(", rank ").append(rank);
    }
    others.forEach((name, value) -> label.append(", ").append(name).append(' ').append(value));
    return label.toString();
  }

  @Override
  public int compareTo(ReportedConfiguration other) {
    return ORDER.compare(this, other);
  }

  private int methodOrder() {
    if (!ReportedMethodStates.trains(method)) {
      return 0;
    }
    if (ReportedMethodStates.trainsHeadAlone(method)) {
      return 1;
    }
    return BASELINES.contains(method) ? 2 : 3;
  }

  private static int compareOthers(SortedMap<String, String> a, SortedMap<String, String> b) {
    for (Map.Entry<String, String> entry : a.entrySet()) {
      String other = b.get(entry.getKey());
      if (other == null) {
        return 1;
      }
      int order = compareValues(entry.getValue(), other);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /** Numbers by size, everything else by spelling. */
  public static int compareValues(String a, String b) {
    ToDoubleFunction<String> number =
        text -> {
          try {
            return Double.parseDouble(text);
          } catch (NumberFormatException e) {
            return Double.NaN;
          }
        };
    double left = number.applyAsDouble(a);
    double right = number.applyAsDouble(b);
    return Double.isNaN(left) || Double.isNaN(right) ? a.compareTo(b) : Double.compare(left, right);
  }
}
