package org.dashsweep.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalLanguageModel;

/**
 * A language model's loss on examples it does not train on, as {@code eval_loss} of Hugging Face's
 * {@code Trainer}. It is the mean over the batches, in the examples' order, of each batch's mean
 * over its predicted tokens. A batch counts by its number of examples. It is not quite the mean
 * over all predicted tokens: a token of a batch of short examples counts more. A batch in which
 * nothing is predicted has no mean, which makes {@code Trainer}'s NaN; here it does not count.
 *
 * @param mean that loss
 * @param examples that it was asked for
 * @param forwards batches with a predicted token: forward passes of {@code Trainer}
 */
public record ValidationLoss(double mean, int examples, long forwards) {
  /** Examples of a batch unless {@code Trainer} is told otherwise. */
  public static final int DEFAULT_BATCH_SIZE = 8;

  /**
   * Runs a model without dropout over all examples.
   *
   * @param batchSize examples of a batch: part of the definition, the last one may be smaller
   * @param together most examples of a pass: memory, not part of the definition
   * @param progress hears after each batch how many examples are done
   * @throws IllegalArgumentException if there are no examples, or no token of theirs is to be
   *     predicted
   */
  public static ValidationLoss of(
      CausalLanguageModel model,
      List<? extends CausalBatch.Sequence> examples,
      int batchSize,
      int together,
      IntConsumer progress) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("there must be at least 1 validation example");
    }
    double sum = 0;
    int counted = 0;
    long forwards = 0;
    for (int from = 0; from < examples.size(); from += batchSize) {
      int to = Math.min(examples.size(), from + batchSize);
      List<? extends CausalBatch.Sequence> batch = examples.subList(from, to);
      long predicted = batch.stream().mapToLong(CausalBatch.Sequence::predicted).sum();
      if (predicted > 0) {
        sum += lossSum(model, batch, together) / predicted * (to - from);
        counted += to - from;
        forwards++;
      }
      progress.accept(to);
    }
    if (counted == 0) {
      throw new IllegalArgumentException("no token of the validation examples is to be predicted");
    }
    return new ValidationLoss(sum / counted, examples.size(), forwards);
  }

  private static double lossSum(
      CausalLanguageModel model, List<? extends CausalBatch.Sequence> batch, int together) {
    List<? extends CausalBatch.Sequence> predicting =
        batch.stream().filter(example -> example.predicted() > 0).toList();
    double sum = 0;
    for (int from = 0; from < predicting.size(); from += together) {
      int to = Math.min(predicting.size(), from + together);
      sum += Arrays.stream(model.lossSums(CausalBatch.of(predicting.subList(from, to)))).sum();
    }
    return sum;
  }
}
