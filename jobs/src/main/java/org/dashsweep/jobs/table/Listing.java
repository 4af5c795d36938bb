package org.dashsweep.jobs.table;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The trials that have a file of their own in {@code trials}, told from the names alone.
 *
 * @param ended those that will not run again
 * @param failed those whose last attempt known of failed; one that is in both ended since
 */
record Listing(Set<String> ended, Set<String> failed) {
  Listing {
    ended = Set.copyOf(ended);
    failed = Set.copyOf(failed);
  }

  static Listing of(ResultStore store) throws IOException {
    List<String> names = store.fileNames(Tables.TRIALS.name());
    Set<String> ended = new HashSet<>();
    Set<String> failed = new HashSet<>();
    for (String name : names) {
      if (name.startsWith("_")) {
        continue;
      }
      if (name.endsWith(ResultStore.FAILED_SUFFIX)) {
        failed.add(without(name, ResultStore.FAILED_SUFFIX));
      } else if (name.endsWith(ResultStore.SUFFIX)) {
        ended.add(without(name, ResultStore.SUFFIX));
      }
    }
    return new Listing(ended, failed);
  }

  private static String without(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
