package org.dashsweep.eval;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.tensor.TensorScope;

/**
 * A classifier's logits on a list of examples, in the order of the list.
 *
 * @param logits for each example one value per label
 * @param labels for each example the right label's index
 * @param forwards forward passes it took
 */
public record Evaluation(List<List<Float>> logits, List<Integer> labels, long forwards) {
  public Evaluation {
    logits = List.copyOf(logits);
    labels = List.copyOf(labels);
  }

  /**
   * Runs a classifier without dropout over all examples, those of about one length together.
   *
   * @param batchSize examples of a forward pass
   */
  @SuppressWarnings("unchecked") // An array of lists, filled out of order, is a list of lists.
  public static Evaluation of(
      SequenceClassifier model, List<EncodedExample> examples, int batchSize) {
    List<Float>[] logits = (List<Float>[]) new List<?>[examples.size()];
    long forwards = 0;
    for (int[] batch : BatchOrder.longestFirst(EncodedData.lengths(examples), batchSize)) {
      try (TensorScope pass = TensorScope.open()) {
        PackedBatch packed =
            PackedBatch.of(Arrays.stream(batch).mapToObj(i -> examples.get(i).text()).toList());
        float[] values = model.logits(pass, packed).floats();
        int width = values.length / batch.length;
        for (int row = 0; row < batch.length; row++) {
          int from = row * width;
          logits[batch[row]] =
              IntStream.range(from, from + width).mapToObj(i -> values[i]).toList();
        }
      }
      forwards++;
    }
    return new Evaluation(
        Arrays.asList(logits), examples.stream().map(EncodedExample::label).toList(), forwards);
  }

  /** For each example the label with the largest logit, the first of equals. */
  public List<Integer> predictions() {
    return logits.stream().map(Evaluation::largest).toList();
  }

  private static int largest(List<Float> values) {
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i) > values.get(best)) {
        best = i;
      }
    }
    return best;
  }
}
