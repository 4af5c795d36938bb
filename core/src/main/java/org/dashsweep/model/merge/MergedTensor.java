package org.dashsweep.model.merge;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.LayerShape;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.SavedAdapterTensors;
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
import org.jspecify.annotations.Nullable;

/**
 * W + ΔW of one layer in the type of W, computed when it is written and not kept.
 *
 * @param base holds W
 * @param name of W in it
 * @param tensors of the layer's adapter
 * @param shapes of the tensors that a layer's adapter may have
 * @param constants numbers that the adapter's settings give
 */
record MergedTensor(
    Checkpoint base,
    String name,
    SortedMap<String, StoredTensor> tensors,
    Map<AdapterTensor, LayerShape> shapes,
    Map<String, Double> constants)
    implements WritableTensor {
  static final List<String> SOURCES =
      List.of(
          "/org/dashsweep/adapter/linear.py",
          "/org/dashsweep/adapter/dash.py",
          "/org/dashsweep/model/merge/merge.py");
  static final Map<String, Object> NO_DROPOUT = Map.of("onednn", false, "adapter_dropout", 0.0);

  MergedTensor {
    List<Long> shape = base.tensor(name).shape();
    if (shape.size() != 2 || !fits(shapes, tensors, shape)) {
      throw new CheckpointException(
          base.sourceOf(name),
          String.format(
              Locale.ROOT,
              "has %s of shape %s, which an adapter of shapes %s does not fit",
              name,
              shape,
              named(shapes, tensors)));
    }
  }

  private static boolean fits(
      Map<AdapterTensor, LayerShape> shapes,
      SortedMap<String, StoredTensor> tensors,
      List<Long> weight) {
    LinearLayer layer =
        new LinearLayer(0, "x", Math.toIntExact(weight.get(0)), Math.toIntExact(weight.get(1)));
    return shapes.entrySet().stream()
        .allMatch(
            part -> {
              @Nullable StoredTensor tensor = tensors.get(part.getKey().name());
              return tensor == null || part.getValue().at(layer).equals(tensor.shape());
            });
  }

  /** In the order in which they are multiplied. */
  private static String named(
      Map<AdapterTensor, LayerShape> known, SortedMap<String, StoredTensor> tensors) {
    List<String> shapes = new ArrayList<>();
    for (AdapterTensor part : known.keySet()) {
      @Nullable StoredTensor tensor = tensors.get(part.name());
      if (tensor != null) {
        shapes.add(0, tensor.shape().toString());
      }
    }
    return String.join(" and ", shapes);
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
      p.put("x.weight", load(base, name, scope));
      tensors.forEach(
          (part, tensor) -> p.put("x." + part, SavedAdapterTensors.floats(scope, tensor)));
      constants.forEach((part, value) -> p.put("x." + part, scope.scalar(value)));
      script.evaluate(scope, "merged", new Arguments().dictionary("p", p)).get(0).writeTo(channel);
    }
  }

  /** Loads a tensor of weights in its own type. */
  static Tensor load(Checkpoint base, String name, TensorScope scope) {
    ElementType type = base.tensor(name).type();
    Precision own =
        switch (type) {
          case FLOAT64 -> Precision.FLOAT64;
          case FLOAT32 -> Precision.FLOAT32;
          case FLOAT16 -> Precision.FLOAT16;
          case BFLOAT16 -> Precision.BFLOAT16;
          default ->
              throw new CheckpointException(
                  base.sourceOf(name),
                  String.format(
                      Locale.ROOT, "has %s as %s, which is no format of weights", name, type));
        };
    return new WeightLoader(base, "", scope).load(name, own, sizes(base.tensor(name)));
  }

  private static long[] sizes(StoredTensor stored) {
    return stored.shape().stream().mapToLong(Long::longValue).toArray();
  }
}
