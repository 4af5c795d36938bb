package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * A transformer encoder with norms before attention and feed-forward layer, in float32, which is
 * only evaluated. Confined to one thread; lives as long as the scope of its weights.
 */
public final class FrozenEncoder {
  private static final String SOURCE = "/org/dashsweep/model/pre_norm.py";

  private final ScriptModule script;
  private final List<Map<String, Tensor>> layers = new ArrayList<>();

  /**
   * The shape of an encoder.
   *
   * @param layers number of them
   * @param width D
   * @param inner width of the feed-forward layer
   * @param heads H
   * @param form of its function
   */
  public record Shape(int layers, int width, int inner, int heads, Form form) {}

  /**
   * The differences between encoders of one shape.
   *
   * @param normEpsilon of all norms
   * @param causal whether a token sees only those before it
   * @param quickGelu whether the activation is x σ(1.702 x) rather than the exact GELU
   * @param attentionBias whether queries, keys and values have one
   */
  public record Form(
      double normEpsilon, boolean causal, boolean quickGelu, boolean attentionBias) {}

  /**
   * Loads an encoder.
   *
   * @param scope owns the weights and the script
   * @param source the family's TorchScript, a class-path resource
   */
  public FrozenEncoder(
      TensorScope scope, WeightLoader loader, FrozenLayerNames names, Shape shape, String source) {
    for (int i = 0; i < shape.layers(); i++) {
      layers.add(layer(loader, names, names.layers() + i + ".", shape));
    }
    this.script =
        ScriptModule.compile(
            scope,
            "FrozenEncoder",
            List.of(SOURCE, source),
            Map.of(
                "heads", shape.heads(),
                "norm_epsilon", shape.form().normEpsilon(),
                "causal", shape.form().causal(),
                "quick_gelu", shape.form().quickGelu()));
  }

  private static Map<String, Tensor> layer(
      WeightLoader loader, FrozenLayerNames names, String prefix, Shape shape) {
    Map<String, Tensor> layer = new LinkedHashMap<>();
    int width = shape.width();
    for (int i = 0; i < 2; i++) {
      String norm = prefix + names.norms().get(i);
      layer.put("norm" + (i + 1) + ".weight", load(loader, norm + ".weight", width));
      layer.put("norm" + (i + 1) + ".bias", load(loader, norm + ".bias", width));
    }
    List<String> projections =
        names.attention().subList(0, 3).stream().map(name -> prefix + name).toList();
    List<Integer> rows = Collections.nCopies(3, width);
    layer.put(
        "qkv.weight",
        loader.loadJoined(ends(projections, ".weight"), rows, Precision.FLOAT32, width));
    if (shape.form().attentionBias()) {
      layer.put("qkv.bias", loader.loadJoined(ends(projections, ".bias"), rows, Precision.FLOAT32));
    }
    product(layer, loader, "out", prefix + names.attention().get(3), width, width);
    product(layer, loader, "fc1", prefix + names.feedForward().get(0), shape.inner(), width);
    product(layer, loader, "fc2", prefix + names.feedForward().get(1), width, shape.inner());
    return layer;
  }

  private static List<String> ends(List<String> names, String end) {
    return names.stream().map(name -> name + end).toList();
  }

  private static void product(
      Map<String, Tensor> layer,
      WeightLoader loader,
      String name,
      String stored,
      int outputs,
      int inputs) {
    layer.put(name + ".weight", load(loader, stored + ".weight", outputs, inputs));
    layer.put(name + ".bias", load(loader, stored + ".bias", outputs));
  }

  private static Tensor load(WeightLoader loader, String name, long... shape) {
    return loader.load(name, Precision.FLOAT32, shape);
  }

  /**
   * Refuses images of another size than the encoder's positions are for.
   *
   * @param pixels (B, 3, S, S)
   */
  public static void requireSize(Tensor pixels, int size) {
    if (pixels.size(2) != size || pixels.size(3) != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "images must be of %d × %d pixels for this encoder: %d × %d",
              size,
              size,
              pixels.size(2),
              pixels.size(3)));
    }
  }

  /** Returns the number of its layers. */
  public int layers() {
    return layers.size();
  }

  /**
   * Runs all layers, (B, T, D) to (B, T, D).
   *
   * @param work owns what is made
   */
  public Tensor run(TensorScope work, Tensor x) {
    Tensor state = x;
    for (int i = 0; i < layers.size(); i++) {
      state = layer(work, i, state);
    }
    return state;
  }

  /**
   * Runs a method of the family's TorchScript.
   *
   * @param work owns the result
   */
  public Tensor call(TensorScope work, String method, Arguments arguments) {
    return script.compute(work, method, arguments).get(0);
  }

  /**
   * Runs one layer, (B, T, D) to (B, T, D).
   *
   * @param work owns the result
   */
  public Tensor layer(TensorScope work, int index, Tensor x) {
    return call(work, "layer", new Arguments().tensor(x).dictionary("p", layers.get(index)));
  }
}
