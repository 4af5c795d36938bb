package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.train.BatchSchedule;

/**
 * The batches of all steps, one after the other. Steps beyond the last start again.
 *
 * @param examples a multiple of the batch size
 * @param batchSize examples of a step
 * @param maximumLength most tokens that an example may have
 * @param labels what the examples' labels can be
 */
record BenchmarkBatches(
    List<EncodedExample> examples, int batchSize, int maximumLength, Labels labels) {
  private static final Labels.Classes RANDOM_LABELS = new Labels.Classes(List.of("a", "b"));

  BenchmarkBatches {
    examples = List.copyOf(examples);
    if (examples.isEmpty() || examples.size() % batchSize != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d examples do not fill batches of %d", examples.size(), batchSize));
    }
  }

  /** Random token ids, every example of the same length. */
  static BenchmarkBatches random(
      int steps, Workload.RandomTokens workload, int vocabularySize, long seed) {
    Random random = new Random(seed);
    List<EncodedExample> examples = new ArrayList<>();
    for (int i = 0; i < steps * workload.batchSize(); i++) {
      int[] tokens = random.ints(workload.length(), 0, vocabularySize).toArray();
      examples.add(
          new EncodedExample(
              Integer.toString(i),
              new EncodedText(tokens, new int[tokens.length]),
              new Label.OfClass(random.nextInt(RANDOM_LABELS.outputs()))));
    }
    return new BenchmarkBatches(examples, workload.batchSize(), workload.length(), RANDOM_LABELS);
  }

  /** The first steps of a trial on these data; its epochs' smaller last batches are left out. */
  static BenchmarkBatches ofTrial(
      int steps, int batchSize, int maximumLength, EncodedData data, long seed) {
    int rows = data.train().size() / batchSize * batchSize;
    if (rows == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "batch-size must be at most %d, the training rows of %s: %d",
              data.train().size(),
              data.name(),
              batchSize));
    }
    List<EncodedExample> train = data.train().subList(0, rows);
    BatchSchedule schedule =
        new BatchSchedule(EncodedData.lengths(train), batchSize, new BatchOrder.Shuffled(), seed);
    List<EncodedExample> examples = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      for (int index : schedule.batch(step)) {
        examples.add(train.get(index));
      }
    }
    return new BenchmarkBatches(examples, batchSize, maximumLength, data.labels());
  }

  /** Returns the schedule that training takes them from. */
  BatchSchedule schedule() {
    return new BatchSchedule(EncodedData.lengths(examples), batchSize, new BatchOrder.AsGiven(), 0);
  }

  /** Examples of a step, counted from 1. */
  List<EncodedExample> batch(int step) {
    int from = (int) ((step - 1L) * batchSize % examples.size());
    return examples.subList(from, from + batchSize);
  }

  /** Tokens of each example of a step without padding. */
  int[] lengths(int step) {
    return EncodedData.lengths(batch(step));
  }

  /** Tokens of each example of a step in a layout. */
  int[] lengths(int step, Workload.Layout layout) {
    int[] lengths = lengths(step);
    switch (layout) {
      case PACKED -> {}
      case PADDED -> Arrays.fill(lengths, longest(step));
      case PADDED_TO_MAXIMUM -> Arrays.fill(lengths, maximumLength);
    }
    return lengths;
  }

  /** Tokens of a step. */
  int tokens(int step) {
    return Arrays.stream(lengths(step)).sum();
  }

  /** Tokens of a step if it is padded. */
  int paddedTokens(int step) {
    return batchSize * longest(step);
  }

  private int longest(int step) {
    return Arrays.stream(lengths(step)).max().orElseThrow();
  }
}
