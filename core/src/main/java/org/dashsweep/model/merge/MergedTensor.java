package org.dashsweep.model.merge;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.adapter.SavedTensors;
import org.dashsweep.adapter.peft.StoredFactors;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.WritableTensor;

/**
 * W + ΔW of one layer in the type of W, computed when it is written and not kept.
 *
 * @param base holds W
 * @param name of W in it
 * @param factors of ΔW
 * @param scaling of B A
 */
record MergedTensor(Checkpoint base, String name, StoredFactors factors, double scaling)
    implements WritableTensor {
  private static final List<String> SOURCES =
      List.of(
          "/org/dashsweep/adapter/linear.py",
          "/org/dashsweep/adapter/dash.py",
          "/org/dashsweep/model/merge/merge.py");
  private static final Map<String, Object> NO_DROPOUT =
      Map.of("onednn", false, "adapter_dropout", 0.0);

  MergedTensor {
    long rank = factors.a().shape().isEmpty() ? 0 : factors.a().shape().get(0);
    List<Long> shape = base.tensor(name).shape();
    if (shape.size() != 2
        || !factors.a().shape().equals(List.of(rank, shape.get(1)))
        || !factors.b().shape().equals(List.of(shape.get(0), rank))) {
      throw new CheckpointException(
          base.sourceOf(name),
          String.format(
              Locale.ROOT,
              "has %s of shape %s, which an adapter of shapes %s and %s does not fit",
              name,
              shape,
              factors.b().shape(),
              factors.a().shape()));
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
        ScriptModule script = ScriptModule.compile(scope, "Merge", SOURCES, NO_DROPOUT)) {
      Map<String, Tensor> p = new HashMap<>();
      p.put("x.weight", weight(scope));
      p.put("x.lora_A", SavedTensors.floats(scope, factors.a()));
      p.put("x.lora_B", SavedTensors.floats(scope, factors.b()));
      p.put("x.scaling", scope.scalar(scaling));
      if (factors.magnitudes() != null) {
        p.put("x.lora_magnitude_vector", SavedTensors.floats(scope, factors.magnitudes()));
      }
      script.evaluate(scope, "merged", new Arguments().dictionary("p", p)).get(0).writeTo(channel);
    }
  }

  private Tensor weight(TensorScope scope) {
    Precision own =
        switch (type()) {
          case FLOAT64 -> Precision.FLOAT64;
          case FLOAT32 -> Precision.FLOAT32;
          case FLOAT16 -> Precision.FLOAT16;
          case BFLOAT16 -> Precision.BFLOAT16;
          default ->
              throw new CheckpointException(
                  base.sourceOf(name),
                  String.format(
                      Locale.ROOT, "has %s as %s, which is no format of weights", name, type()));
        };
    return new WeightLoader(base, "", scope).load(name, own, sizes(base.tensor(name)));
  }

  private static long[] sizes(StoredTensor stored) {
    return stored.shape().stream().mapToLong(Long::longValue).toArray();
  }
}
