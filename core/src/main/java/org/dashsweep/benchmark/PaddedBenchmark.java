package org.dashsweep.benchmark;

import java.util.Map;
import java.util.function.ToIntFunction;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A model whose batches are padded, as in other software. Linear layers compute the padding like
 * any token; attention and pooling leave it out. Owns the model.
 *
 * @param length tokens that the examples of a batch are filled up to
 * @param paddingToken id of the token that fills them up
 */
record PaddedBenchmark(
    SequenceClassifier model, ToIntFunction<PackedBatch> length, int paddingToken)
    implements SequenceClassifier {
  @Override
  public Tensor trainingLogits(TensorScope scope, PackedBatch batch, DropoutSeeds seeds) {
    return model.trainingLogits(scope, padded(batch), seeds);
  }

  @Override
  public Tensor logits(TensorScope scope, PackedBatch batch) {
    return model.logits(scope, padded(batch));
  }

  private PackedBatch padded(PackedBatch batch) {
    return batch.padded(length.applyAsInt(batch), paddingToken);
  }

  @Override
  public AdapterSet adapters() {
    return model.adapters();
  }

  @Override
  public Map<String, Tensor> head() {
    return model.head();
  }

  @Override
  public void close() {
    model.close();
  }
}
