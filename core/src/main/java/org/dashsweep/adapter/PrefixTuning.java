package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Prefix tuning (Li and Liang, 2021) without a projection: in each block P learned keys and values
 * stand before those of the text. As in PEFT they start normal with deviation 1, are not rotated,
 * and move the text's positions by P.
 *
 * <p>For decoders. PEFT also counts padding before a text as positions; here a text has none. In a
 * sliding window they are the tokens before the text's: what is far enough behind them sees them no
 * more.
 *
 * @param virtualTokens P
 */
public record PrefixTuning(int virtualTokens) implements Method {
  static final Parameter<Integer> TOKENS =
      Parameter.integer("virtual-tokens", "P, learned keys and values of a block")
          .in("tokens")
          .between(1, 1_000_000)
          .defaultsTo(30);

  /** Keys or values before a text's, (P, out). */
  public static final AdapterTensor PREFIX =
      AdapterTensor.named("prefix").inTraces("/prompt_encoder.embedding.weight").startingAtRandom();

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "prefix",
          "Prefix tuning",
          "Learned keys and values before the text's (Li and Liang, 2021)",
          PrefixTuning.class,
          List.of(PREFIX),
          List.of(TOKENS));
    }

    @Override
    public Method of(TrialConfig config) {
      return new PrefixTuning(config.get(TOKENS));
    }

    @Override
    public Optional<String> peftType() {
      return Optional.of(PrefixForm.TYPE);
    }

    @Override
    public Optional<PeftForm> readPeft(PeftValues values) {
      return Optional.of(PrefixForm.read(values));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(trace -> new PrefixTuning(trace.positiveInteger("virtual_tokens")));
    }
  }

  public PrefixTuning {
    if (virtualTokens < 1) {
      throw new IllegalArgumentException("virtual-tokens must be at least 1: " + virtualTokens);
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public double dropout() {
    return 0;
  }

  @Override
  public int prefixTokens() {
    return virtualTokens;
  }

  /**
   * Returns the layers of keys and values, block by block.
   *
   * @throws IllegalArgumentException if the model is no decoder
   */
  static List<LinearLayer> keysAndValues(List<LinearLayer> layers) {
    boolean separate =
        layers.stream().anyMatch(layer -> LayerRole.of(layer).equals(Optional.of(LayerRole.KEYS)));
    if (!separate || layers.stream().anyMatch(layer -> layer.module().equals("output.dense"))) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is for decoders; use lora for an encoder", TYPE.name()));
    }
    return new TargetModules(TargetModules.words(LayerRole.KEYS, LayerRole.VALUES)).select(layers);
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : keysAndValues(base.linearLayers())) {
      Tensor values = scope.zeros(virtualTokens, layer.outputs());
      InitialValues.normal(values, 1, seed, PREFIX.of(layer));
      adapters.train(layer, PREFIX, values);
    }
    adapters.shiftPositions(virtualTokens);
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = new LinkedHashMap<>();
    for (LinearLayer layer : keysAndValues(layers)) {
      long trained = (long) virtualTokens * layer.outputs();
      footprints.put(layer, new AdapterFootprint(0, trained, 0, 0, 0, trained));
    }
    return footprints;
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    return Map.of(PREFIX, LayerShape.of(virtualTokens, LayerShape.OUTPUTS));
  }

  @Override
  public Map<String, Object> shared() {
    return Map.of("form is", name(), "virtual-tokens are", virtualTokens);
  }

  /** Nothing at linear layers: attention is longer by P, which benchmarks count with attention. */
  @Override
  public long stepOperations(LayerStep step) {
    return 0;
  }

  @Override
  public boolean changesBaseAlone() {
    return false;
  }

  /** Refuses: keys and values of their own are no change of W. */
  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    throw new IllegalStateException(name() + " is no change of W");
  }

  /** One table of all layers' keys and values, beside each other. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    Map<LinearLayer, Map<AdapterTensor, Tensor>> layers = new LinkedHashMap<>();
    int width = adapters.layers().stream().mapToInt(LinearLayer::outputs).sum();
    float[] table = new float[virtualTokens * width];
    int from = 0;
    for (LinearLayer layer : adapters.layers()) {
      Tensor own = adapters.get(layer, PREFIX);
      layers.put(layer, Map.of(PREFIX, own));
      float[] values = own.floats();
      for (int token = 0; token < virtualTokens; token++) {
        int count = layer.outputs();
        System.arraycopy(values, token * count, table, token * width + from, count);
      }
      from += layer.outputs();
    }
    return Optional.of(
        new PlainAdapter(
            new PrefixForm(virtualTokens, OptionalInt.empty()),
            layers,
            Map.of(PrefixForm.TABLE, scope.floats(table, virtualTokens, width))));
  }
}
