package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.space.Parameter;

/**
 * A place of LLM-Adapters' bottlenecks at a linear layer (Hu et al., 2023), without biases. Its
 * tensors have the place's name in {@code linear.py}.
 */
public enum Bottleneck {
  /** y' = y + U act(V y), with y = W x + bias. */
  SERIES_OUTPUT("output_adapter", LayerShape.OUTPUTS, LayerShape.OUTPUTS),
  /** y = W x' + bias, with x' = x + U act(V x): the authors' code does so at up and gate. */
  SERIES_INPUT("mh_adapter", LayerShape.INPUTS, LayerShape.INPUTS),
  /** y = W x + bias + U act(V x). */
  PARALLEL("parallel_adapter", LayerShape.INPUTS, LayerShape.OUTPUTS);

  static final Parameter<Integer> WIDTH =
      Parameter.integer("bottleneck", "width between the two products of an adapter")
          .between(1, Lora.MAXIMUM_WIDTH)
          .defaultsTo(256);

  static final Parameter<BottleneckActivation> ACTIVATION =
      Parameter.choice(
              "bottleneck-activation",
              BottleneckActivation.class,
              "between the two products of an adapter")
          .defaultsTo(BottleneckActivation.TANH);

  private final String traced;
  private final long read;
  private final long written;

  Bottleneck(String traced, long read, long written) {
    this.traced = traced;
    this.read = read;
    this.written = written;
  }

  private String prefix() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** V, (b, in) or (b, out). */
  AdapterTensor down() {
    return AdapterTensor.named(prefix() + "_down").inTraces("adapter_down").startingAtRandom();
  }

  /** U, (out, b) or (in, b). */
  AdapterTensor up() {
    return AdapterTensor.named(prefix() + "_up").inTraces("adapter_up").startingAtRandom();
  }

  /** The code of the activation, which the settings say. */
  AdapterTensor activation() {
    return AdapterTensor.named(prefix() + "_activation");
  }

  List<AdapterTensor> tensors() {
    return List.of(down(), up());
  }

  Map<AdapterTensor, LayerShape> shapes(int width) {
    Map<AdapterTensor, LayerShape> shapes = new LinkedHashMap<>();
    shapes.put(down(), LayerShape.of(width, read));
    shapes.put(up(), LayerShape.of(written, width));
    return shapes;
  }

  /** The place that LLM-Adapters' settings name. */
  static Bottleneck named(String traced) {
    for (Bottleneck place : values()) {
      if (place.traced.equals(traced)) {
        return place;
      }
    }
    throw new IllegalArgumentException("unknown placement: " + traced);
  }
}
