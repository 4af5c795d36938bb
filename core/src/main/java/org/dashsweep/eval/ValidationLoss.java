package org.dashsweep.eval;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalLanguageModel;

/**
 * A language model's loss on examples it does not train on, as Hugging Face's {@code Trainer}
 * reports it as {@code eval_loss}: the mean over the batches, in the examples' order, of each
 * batch's mean over its predicted tokens, a batch counting by its examples. Not quite the mean over
 * all predicted tokens: a token of a batch of short examples counts more.
 *
 * @param mean that loss
 * @param examples it is the mean of
 * @param forwards forward passes it took
 */
public record ValidationLoss(double mean, int examples, long forwards) {
  /** Examples of a batch unless {@code Trainer} is told otherwise. */
  public static final int DEFAULT_BATCH_SIZE = 8;

  /**
   * Runs a model without dropout over all examples.
   *
   * @param batchSize examples of a batch: part of the definition, the last one may be smaller
   * @param progress hears after each batch how many examples are done
   * @throws IllegalArgumentException if there are no examples, or a batch without a token that is
   *     to be predicted
   */
  public static ValidationLoss of(
      CausalLanguageModel model,
      List<? extends CausalBatch.Sequence> examples,
      int batchSize,
      IntConsumer progress) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("there must be at least 1 validation example");
    }
    double sum = 0;
    long forwards = 0;
    for (int from = 0; from < examples.size(); from += batchSize) {
      int to = Math.min(examples.size(), from + batchSize);
      CausalBatch batch = CausalBatch.of(examples.subList(from, to));
      if (batch.predicted() == 0) {
        throw new IllegalArgumentException(
            "no token of the validation examples %d to %d is to be predicted"
                .formatted(from, to - 1));
      }
      double mean = Arrays.stream(model.lossSums(batch)).sum() / batch.predicted();
      sum += mean * (to - from);
      forwards++;
      progress.accept(to);
    }
    return new ValidationLoss(sum / examples.size(), examples.size(), forwards);
  }
}
