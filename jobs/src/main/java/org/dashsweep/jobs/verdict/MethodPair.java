package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.ReportedConfiguration;

/**
 * Two methods that are compared: a method and what it is measured against.
 *
 * @param method of which the difference is better or worse
 * @param baseline the simpler one: untuned, a head alone, a method that others are built on
 */
record MethodPair(String method, String baseline) {
  /** The program's own method against its baseline first, then other methods against theirs. */
  static final Comparator<MethodPair> ORDER =
      Comparator.comparing((MethodPair pair) -> !pair.isOf(Methods.SUBJECT))
          .thenComparing(pair -> !pair.isNatural())
          .thenComparing(pair -> !pair.method().equals(Methods.SUBJECT.name()));

  /** Returns every pair once, in the order in which tables list methods. */
  static List<MethodPair> all(Collection<String> methods) {
    List<String> sorted =
        methods.stream()
            .distinct()
            .sorted(
                Comparator.comparing(
                    method -> new ReportedConfiguration(method, null, new TreeMap<>())))
            .toList();
    List<MethodPair> pairs = new ArrayList<>();
    for (int later = 1; later < sorted.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        MethodPair pair = new MethodPair(sorted.get(later), sorted.get(earlier));
        MethodPair turned =
            new MethodPair(/* method= */ pair.baseline(), /* baseline= */ pair.method());
        pairs.add(turned.isNatural() ? turned : pair);
      }
    }
    pairs.sort(ORDER);
    return pairs;
  }

  /** Tells whether the second is what the first is built on. */
  boolean isNatural() {
    return Methods.named(method)
        .flatMap(MethodType::baseline)
        .filter(type -> type.name().equals(baseline))
        .isPresent();
  }

  private boolean isOf(MethodType type) {
    return method.equals(type.name()) && isNatural();
  }
}
