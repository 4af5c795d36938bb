package org.dashsweep.jobs.verdict;

import java.util.List;

/**
 * Examples in their order, with their right answers. One instance stands for all equal ones.
 *
 * @param ids of the examples, with their data set in front
 * @param labels the right answers as text
 */
record ExampleSet(List<String> ids, List<String> labels) {
  ExampleSet {
    ids = List.copyOf(ids);
    labels = List.copyOf(labels);
  }

  int size() {
    return ids.size();
  }
}
