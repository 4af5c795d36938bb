package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * LoRA (Hu et al., 2022): W + (α / r) B A with A (r, in) and B (out, r) trained.
 *
 * <p>A starts as in PEFT and the paper's code, uniform in ±1/√in (Kaiming with a = √5). B starts at
 * zero, so that the first step sees the base model.
 *
 * @param rank r
 * @param alpha α; the product is scaled by α / r
 * @param dropout of the adapter's input
 * @param targets the layers adapted
 */
public record Lora(int rank, double alpha, double dropout, TargetModules targets)
    implements LowRankMethod {
  /** Beyond every matrix of a known model; it keeps a slip of the pen from being planned. */
  static final int MAXIMUM_WIDTH = 65_536;

  static final Parameter<Integer> RANK =
      Parameter.integer("rank", "r of the low-rank adapters").between(1, MAXIMUM_WIDTH).required();

  static final Parameter<Double> ALPHA =
      Parameter.decimal("alpha", "adapters are scaled by alpha / rank")
          .moreThan(0)
          .computedAs("2 * rank");

  static final Parameter<Double> DROPOUT =
      Parameter.decimal("adapter-dropout", "of the adapters' input")
          .atLeastAndLessThan(0, 1)
          .defaultsTo(0.0);

  static final Parameter<List<String>> TARGETS =
      Parameter.texts(
              "target-modules",
              "adapted linear layers by the end of their name; all-linear for all")
          .defaultsTo(List.of(TargetModules.ALL_LINEAR));

  static final List<Parameter<?>> PARAMETERS = List.of(RANK, ALPHA, DROPOUT, TARGETS);

  /** (r, in). */
  public static final AdapterTensor A =
      AdapterTensor.named("lora_A").inPeft(".lora_A.weight").inTraces("lora_A").startingAtRandom();

  /** (out, r). */
  public static final AdapterTensor B =
      AdapterTensor.named("lora_B").inPeft(".lora_B.weight").inTraces("lora_B");

  /** α / r, a scalar. */
  public static final AdapterTensor SCALING = AdapterTensor.named("scaling");

  static final Type TYPE = new Type();

  static final class Type extends ExchangedLowRankType {
    Type() {
      super(
          "lora",
          "LoRA",
          "Low-rank adapters (Hu et al., 2022)",
          Lora.class,
          List.of(A, B, SCALING));
    }

    @Override
    LowRankMethod of(Lora lora) {
      return lora;
    }
  }

  public Lora {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be at least 1: " + rank);
    }
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("alpha must be above 0: " + alpha);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("adapter-dropout must be in [0, 1): " + dropout);
    }
  }

  /** LoRA as a configuration says. */
  static Lora of(TrialConfig config) {
    return new Lora(
        config.get(RANK),
        config.get(ALPHA),
        config.get(DROPOUT),
        new TargetModules(config.get(TARGETS)));
  }

  /** LoRA as a reference trace's settings say; it is without dropout. */
  static Lora of(TraceValues trace) {
    return new Lora(
        trace.positiveInteger("rank"),
        trace.positive("alpha"),
        0,
        new TargetModules(trace.texts("target_modules")));
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Lora factors() {
    return this;
  }

  /** The same with α so that α / r is another scaling. */
  Lora scaledBy(double scaling) {
    return new Lora(rank, scaling * rank, dropout, targets);
  }

  /** α / r. */
  public double scaling() {
    return alpha / rank;
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : targets.select(base)) {
      Tensor a = scope.zeros(rank, layer.inputs());
      InitialValues.uniform(a, 1 / Math.sqrt(layer.inputs()), seed, layer.name());
      adapters.train(layer, A, a);
      adapters.train(layer, B, scope.zeros(layer.outputs(), rank));
      adapters.freeze(layer, SCALING, scope.scalar(scaling()));
    }
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = new LinkedHashMap<>();
    for (LinearLayer layer : targets.select(layers)) {
      long trained = (long) rank * (layer.inputs() + layer.outputs());
      footprints.put(layer, new AdapterFootprint(rank, trained, 1, 0, 0));
    }
    return footprints;
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    Map<AdapterTensor, LayerShape> shapes = new LinkedHashMap<>();
    shapes.put(A, LayerShape.of(rank, LayerShape.INPUTS));
    shapes.put(B, LayerShape.of(LayerShape.OUTPUTS, rank));
    shapes.put(SCALING, LayerShape.of());
    return shapes;
  }

  @Override
  public Map<String, Object> shared() {
    return shared(false);
  }

  /** Returns the settings that files share, LoRA told from DoRA as PEFT does. */
  Map<String, Object> shared(boolean magnitudes) {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put(LowRankForm.DORA + " is", magnitudes);
    shared.put("rank is", rank);
    shared.put("alpha / rank is", scaling());
    return shared;
  }

  @Override
  public AdapterFigures figures() {
    return new AdapterFigures(rank, alpha, dropout, null);
  }

  @Override
  public long stepOperations(LayerStep step) {
    return step.trainedFactors(rank);
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return LowRank.weightChange(scope, adapters, base, layer);
  }

  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.of(
        new PlainAdapter(LowRankForm.of(this, TYPE), LowRank.ownTensors(TYPE, adapters)));
  }
}
