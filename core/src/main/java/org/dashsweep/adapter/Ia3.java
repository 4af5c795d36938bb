package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * (IA)³ (Liu et al., 2022), as PEFT has it: the outputs of keys and values, bias included, and the
 * input of the feed-forward layer's last product are multiplied by trained vectors.
 *
 * @param outputs the layers whose outputs are scaled
 * @param inputs the layers whose inputs are scaled
 */
public record Ia3(TargetModules outputs, TargetModules inputs) implements ScaleMethod {
  static final Parameter<List<String>> OUTPUTS =
      Parameter.texts(
              "output-scaled-modules",
              "linear layers whose outputs are scaled, as target-modules names them")
          .defaultsTo(TargetModules.words(LayerRole.KEYS, LayerRole.VALUES));

  static final Parameter<List<String>> INPUTS =
      Parameter.texts(
              "input-scaled-modules",
              "linear layers whose inputs are scaled, as target-modules names them")
          .defaultsTo(TargetModules.words(LayerRole.DOWN));

  /** Times an output, (out,). */
  public static final AdapterTensor LEFT = OUTPUT.inPeft(".ia3_l").inTraces("ia3_l");

  /** Times an input, (in,). */
  public static final AdapterTensor RIGHT = INPUT.inPeft(".ia3_l").inTraces("ia3_l");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "ia3",
          "(IA)³",
          "Scales for keys, values and the feed-forward layer (Liu et al., 2022)",
          Ia3.class,
          List.of(LEFT, RIGHT),
          List.of(OUTPUTS, INPUTS));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Ia3(new TargetModules(config.get(OUTPUTS)), new TargetModules(config.get(INPUTS)));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<String> peftType() {
      return Optional.of(Ia3Form.TYPE);
    }

    @Override
    public Optional<PeftForm> readPeft(PeftValues values) {
      return Optional.of(Ia3Form.read(values));
    }

    @Override
    public Optional<AdapterTensor> biasScale() {
      return Optional.of(LEFT);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(Ia3::of);
    }
  }

  /** Reads PEFT's settings, or those of the authors' form, which have no feed-forward modules. */
  private static Method of(TraceValues trace) {
    List<String> modules = trace.texts("target_modules");
    if (!trace.has("feedforward_modules")) {
      return new Ia3Rows(new TargetModules(modules));
    }
    List<String> inputs = trace.texts("feedforward_modules");
    return new Ia3(
        whole(modules.stream().filter(module -> !inputs.contains(module)).toList()), whole(inputs));
  }

  /** The feed-forward layer's output.dense, and not that of attention. */
  private static TargetModules whole(List<String> modules) {
    return new TargetModules(
        modules.stream()
            .map(module -> module.equals("output.dense") ? LayerRole.DOWN.word() : module)
            .toList());
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  /**
   * The vectors as columns for outputs and as rows for inputs; empty where a layer has both, which
   * PEFT's one vector a layer cannot say.
   */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    if (adapters.layers().stream()
        .anyMatch(
            layer ->
                adapters.find(layer, LEFT).isPresent()
                    && adapters.find(layer, RIGHT).isPresent())) {
      return Optional.empty();
    }
    Map<LinearLayer, Map<AdapterTensor, Tensor>> layers = new LinkedHashMap<>();
    for (LinearLayer layer : adapters.layers()) {
      Map<AdapterTensor, Tensor> own = new LinkedHashMap<>();
      adapters
          .find(layer, LEFT)
          .ifPresent(l -> own.put(LEFT, scope.floats(l.floats(), layer.outputs(), 1)));
      adapters
          .find(layer, RIGHT)
          .ifPresent(l -> own.put(RIGHT, scope.floats(l.floats(), 1, layer.inputs())));
      layers.put(layer, own);
    }
    return Optional.of(new PlainAdapter(new Ia3Form(), layers));
  }

  @Override
  public Parameter<List<String>> modules(AdapterTensor scale) {
    return scale.equals(LEFT) ? OUTPUTS : INPUTS;
  }

  @Override
  public Map<AdapterTensor, TargetModules> scales() {
    Map<AdapterTensor, TargetModules> scales = new LinkedHashMap<>();
    scales.put(LEFT, outputs);
    scales.put(RIGHT, inputs);
    return scales;
  }
}
