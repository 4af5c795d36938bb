package org.dashsweep.data;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The order of a task's rows: shuffled, yet the same wherever the same rows are shuffled. */
public final class Shuffle {
  private Shuffle() {}

  private record Ranked<T>(long rank, String identity, T item) {}

  /**
   * Returns the items by a hash of what identifies them.
   *
   * @param task gives each task an order of its own
   */
  public static <T> List<T> byIdentity(String task, List<T> items, Function<T, String> identity) {
    return items.stream()
        .map(item -> rank(task, item, identity.apply(item)))
        .sorted(Comparator.comparingLong(Ranked<T>::rank).thenComparing(Ranked::identity))
        .map(Ranked::item)
        .toList();
  }

  private static <T> Ranked<T> rank(String task, T item, String identity) {
    return new Ranked<>(StableHash.of(task, identity), identity, item);
  }
}
