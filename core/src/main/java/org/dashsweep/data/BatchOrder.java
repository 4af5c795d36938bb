package org.dashsweep.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The order of an epoch's examples, and their division into batches. An epoch's batches are a pure
 * function of the examples' lengths, the batch size, the seed and the epoch. Each example is in
 * exactly one batch. If the batch size does not divide the number of examples, one batch is
 * smaller; it is kept.
 */
public sealed interface BatchOrder {
  /**
   * Returns the batches of one epoch.
   *
   * @param lengths tokens of each example
   * @param batchSize examples of a batch
   * @param seed of the trial's data order
   * @param epoch from 0
   * @return for each batch the indices of its examples
   */
  List<int[]> epoch(int[] lengths, int batchSize, long seed, int epoch);

  /** The data set's own order in every epoch. The smaller batch comes last. */
  record AsGiven() implements BatchOrder {
    @Override
    public List<int[]> epoch(int[] lengths, int batchSize, long seed, int epoch) {
      return cut(IntStream.range(0, lengths.length).toArray(), batchSize);
    }
  }

  /** Every order is equally likely. The smaller batch comes last. */
  record Shuffled() implements BatchOrder {
    @Override
    public List<int[]> epoch(int[] lengths, int batchSize, long seed, int epoch) {
      return cut(permutation(lengths.length, random(seed, epoch)), batchSize);
    }
  }

  /**
   * Puts examples of about one length together. They are shuffled, then sorted by length within
   * each window of some batches; then the batches are shuffled. The smaller batch comes anywhere.
   *
   * @param windowBatches batches of a window; more batches, more even lengths and less chance
   */
  record LengthBucketed(int windowBatches) implements BatchOrder {
    /** Wide enough for nearly even lengths in batches of 32, narrow enough to vary them. */
    public static final int DEFAULT_WINDOW_BATCHES = 50;

    public LengthBucketed {
      if (windowBatches < 1) {
        throw new IllegalArgumentException("windowBatches must be at least 1: " + windowBatches);
      }
    }

    @Override
    public List<int[]> epoch(int[] lengths, int batchSize, long seed, int epoch) {
      Random random = random(seed, epoch);
      int[] order = permutation(lengths.length, random);
      long window = (long) windowBatches * batchSize;
      List<int[]> batches = new ArrayList<>();
      for (int from = 0; from < order.length; from = (int) Math.min(order.length, from + window)) {
        int[] sorted =
            IntStream.range(from, (int) Math.min(order.length, from + window))
                .map(i -> order[i])
                .boxed()
                .sorted(Comparator.comparingInt(i -> lengths[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        batches.addAll(cut(sorted, batchSize));
      }
      return IntStream.of(permutation(batches.size(), random)).mapToObj(batches::get).toList();
    }
  }

  /**
   * Batches to evaluate in: all examples by falling length, the first one's memory being the most
   * that any needs.
   *
   * @param lengths tokens of each example
   * @param batchSize examples of a batch
   */
  static List<int[]> longestFirst(int[] lengths, int batchSize) {
    int[] sorted =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> lengths[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    return cut(sorted, batchSize);
  }

  private static List<int[]> cut(int[] order, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1: " + batchSize);
    }
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += batchSize) {
      int count = Math.min(batchSize, order.length - from);
      int[] batch = new int[count];
      System.arraycopy(order, from, batch, 0, count);
      batches.add(batch);
    }
    return batches;
  }

  /** Fisher and Yates's shuffle. */
  private static int[] permutation(int count, Random random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }

  /** The Java platform specifies the numbers that Random draws from a seed. */
  private static Random random(long seed, int epoch) {
    return new Random(mix(mix(seed) + epoch));
  }

  /** SplitMix64's finaliser: neighbouring seeds and epochs must not give related sequences. */
  private static long mix(long value) {
    long mixed = value + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
