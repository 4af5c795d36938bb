package org.dashsweep.data.wordnet;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The is-a-kind-of graph over noun synsets, each named by its index in the list it was built of.
 */
final class Taxonomy {
  private final List<NounSynset> synsets;
  private final int[][] hypernyms;
  private final int[][] hyponyms;

  /**
   * Builds the graph. A hypernym that is not among the synsets is left out.
   *
   * @param synsets in an order that is always the same
   */
  Taxonomy(List<NounSynset> synsets) {
    this.synsets = List.copyOf(synsets);
    Map<Long, Integer> indexOfOffset = new HashMap<>();
    for (int i = 0; i < synsets.size(); i++) {
      indexOfOffset.put(synsets.get(i).offset(), i);
    }
    hypernyms =
        synsets.stream()
            .map(
                synset ->
                    synset.hypernyms().stream()
                        .filter(indexOfOffset::containsKey)
                        .mapToInt(indexOfOffset::get)
                        .toArray())
            .toArray(int[][]::new);
    hyponyms = reversed(hypernyms);
  }

  private static int[][] reversed(int[][] edges) {
    int[] counts = new int[edges.length];
    Stream.of(edges).flatMapToInt(Arrays::stream).forEach(target -> counts[target]++);
    int[][] reversed = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
    for (int source = 0; source < edges.length; source++) {
      for (int target : edges[source]) {
        reversed[target][reversed[target].length - counts[target]--] = source;
      }
    }
    return reversed;
  }

  int size() {
    return synsets.size();
  }

  NounSynset synset(int index) {
    return synsets.get(index);
  }

  /** Returns the synsets that this one is directly a kind of. Not to be written to. */
  int[] hypernyms(int index) {
    return hypernyms[index];
  }

  /** Returns the synsets that are directly a kind of this one, ascending. Not to be written to. */
  int[] hyponyms(int index) {
    return hyponyms[index];
  }

  /**
   * Returns the synsets that this one is directly or transitively a kind of, in ascending order.
   */
  Set<Integer> ancestors(int index) {
    Set<Integer> ancestors = new TreeSet<>();
    Deque<Integer> frontier = new ArrayDeque<>(List.of(index));
    while (!frontier.isEmpty()) {
      for (int hypernym : hypernyms[frontier.remove()]) {
        if (ancestors.add(hypernym)) {
          frontier.add(hypernym);
        }
      }
    }
    return ancestors;
  }
}
