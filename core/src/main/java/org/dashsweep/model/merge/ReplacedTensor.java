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
 * A tensor of the base as a trial has trained it, rounded to the base's type when it is written.
 *
 * @param base holds the tensor as it was
 * @param name of it there
 * @param trained in float32
 */
record ReplacedTensor(Checkpoint base, String name, StoredTensor trained)
    implements WritableTensor {
  ReplacedTensor {
    if (!base.tensors().containsKey(name)) {
      throw new CheckpointException(
          base.source(),
          String.format(Locale.ROOT, "has no %s, which the trial has trained", name));
    }
    if (!base.tensor(name).shape().equals(trained.shape())) {
      throw new CheckpointException(
          base.sourceOf(name),
          String.format(
              Locale.ROOT,
              "has %s of shape %s, which the trained one of shape %s does not fit",
              name,
              base.tensor(name).shape(),
              trained.shape()));
    }
  }

  @Override
  public ElementType type() {
    return base.tensor(name).type();
  }

  @Override
  public List<Long> shape() {
    return trained.shape();
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    if (type() == trained.type()) {
      trained.writeTo(channel);
      return;
    }
    try (TensorScope scope = TensorScope.open();
        ScriptModule script =
            ScriptModule.compile(scope, "Merge", MergedTensor.SOURCES, MergedTensor.NO_DROPOUT)) {
      script
          .evaluate(
              scope,
              "rounded",
              new Arguments()
                  .tensor(SavedAdapterTensors.floats(scope, trained))
                  .tensor(MergedTensor.load(base, name, scope)))
          .get(0)
          .writeTo(channel);
    }
  }
}
