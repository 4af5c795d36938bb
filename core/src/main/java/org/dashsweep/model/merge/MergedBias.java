package org.dashsweep.model.merge;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Locale;
import org.dashsweep.adapter.SavedAdapterTensors;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.WritableTensor;

/**
 * The bias of a layer times a trained vector, in the bias's type, computed when it is written.
 *
 * @param base holds the bias
 * @param name of the bias in it
 * @param scale the vector, (out,)
 */
record MergedBias(Checkpoint base, String name, StoredTensor scale) implements WritableTensor {
  MergedBias {
    if (!base.tensor(name).shape().equals(scale.shape())) {
      throw new CheckpointException(
          base.sourceOf(name),
          String.format(
              Locale.ROOT,
              "has %s of shape %s, which an adapter of shape %s does not fit",
              name,
              base.tensor(name).shape(),
              scale.shape()));
    }
  }

  @Override
  public ElementType type() {
    return base.tensor(name).type();
  }

  @Override
  public List<Long> shape() {
    return base.tensor(name).shape();
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    try (TensorScope scope = TensorScope.open();
        ScriptModule script =
            ScriptModule.compile(scope, "Merge", MergedTensor.SOURCES, MergedTensor.NO_DROPOUT)) {
      script
          .evaluate(
              scope,
              "scaled_bias",
              new Arguments()
                  .tensor(MergedTensor.load(base, name, scope))
                  .tensor(SavedAdapterTensors.floats(scope, scale)))
          .get(0)
          .writeTo(channel);
    }
  }
}
