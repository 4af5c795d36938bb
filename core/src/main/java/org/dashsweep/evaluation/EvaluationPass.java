package org.dashsweep.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.tensor.TensorScope;

/**
 * A model's outputs on a list of examples, in the order of the list.
 *
 * @param labels what the examples' labels can be
 * @param outputs for each example as many values as {@link Labels#outputs()}: logits, or the score
 * @param expected for each example the right label
 * @param forwards forward passes it took
 */
public record EvaluationPass(
    Labels labels, List<List<Float>> outputs, List<Label> expected, long forwards) {
  public EvaluationPass {
    outputs = List.copyOf(outputs);
    expected = List.copyOf(expected);
  }

  /**
   * Runs a model without dropout over all examples. Examples of about one length run together.
   *
   * @param batchSize examples of a forward pass
   * @param progress hears after each pass how many examples are done; what it throws ends the
   *     evaluation
   */
  @SuppressWarnings("unchecked") // An array of lists, filled out of order, is a list of lists.
  public static EvaluationPass of(
      SequenceClassifier model,
      Labels labels,
      List<EncodedExample> examples,
      int batchSize,
      IntConsumer progress) {
    List<Float>[] outputs = (List<Float>[]) new List<?>[examples.size()];
    long forwards = 0;
    int done = 0;
    for (int[] batch : BatchOrder.longestFirst(EncodedData.lengths(examples), batchSize)) {
      try (TensorScope pass = TensorScope.open(model.device())) {
        PackedBatch packed =
            PackedBatch.of(Arrays.stream(batch).mapToObj(i -> examples.get(i).text()).toList());
        float[] values = model.logits(pass, packed).floats();
        int width = values.length / batch.length;
        for (int row = 0; row < batch.length; row++) {
          int from = row * width;
          outputs[batch[row]] =
              IntStream.range(from, from + width).mapToObj(i -> values[i]).toList();
        }
      }
      forwards++;
      done += batch.length;
      progress.accept(done);
    }
    return new EvaluationPass(
        labels,
        Arrays.asList(outputs),
        examples.stream().map(EncodedExample::label).toList(),
        forwards);
  }

  /**
   * Returns whether every output is a finite number: else there is no model to speak of any more.
   */
  public boolean isFinite() {
    return outputs.stream().allMatch(row -> row.stream().allMatch(Float::isFinite));
  }

  /** Returns for each example the label that its output means. */
  public List<Label> predictions() {
    return outputs.stream().map(labels::predict).toList();
  }
}
