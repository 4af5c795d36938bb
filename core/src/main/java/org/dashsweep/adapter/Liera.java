package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * LieRA (Si et al., 2025): W + W ∘ (α / r) B A, element by element, with A and B trained. A starts
 * uniform in ±1/√in, B at zero.
 *
 * <p>W ∘ B A has no factors, so that each pass makes W + W ∘ (α / r) B A, (out, in), and multiplies
 * by it in place of W. That costs less than the r products with W that would take its place.
 *
 * @param rank r
 * @param alpha α
 * @param targets the layers adapted
 */
public record Liera(int rank, double alpha, TargetModules targets) implements Method {
  /** (r, in). */
  public static final AdapterTensor A =
      AdapterTensor.named("hadamard_A").inTraces("lora_A").startingAtRandom();

  /** (out, r). */
  public static final AdapterTensor B = AdapterTensor.named("hadamard_B").inTraces("lora_B");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "liera",
          "LieRA",
          "W times a low-rank product, element by element (Si et al., 2025)",
          Liera.class,
          List.of(A, B, Lora.SCALING),
          List.of(Lora.RANK, Lora.ALPHA, Lora.TARGETS));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Liera(
          config.get(Lora.RANK),
          config.get(Lora.ALPHA),
          new TargetModules(config.get(Lora.TARGETS)));
    }

    @Override
    public boolean hasChangeRates() {
      return true;
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(
          trace ->
              new Liera(
                  trace.positiveInteger("rank"),
                  trace.positive("alpha"),
                  new TargetModules(trace.texts("target_modules"))));
    }
  }

  /** Settings are checked as LoRA's are. */
  public Liera {
    new Lora(rank, alpha, 0, targets);
  }

  private Lora lora() {
    return new Lora(rank, alpha, 0, targets);
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public boolean multipliesAlone() {
    return true;
  }

  @Override
  public double dropout() {
    return 0;
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : targets.select(base)) {
      Tensor a = scope.zeros(rank, layer.inputs());
      InitialValues.uniform(a, 1 / Math.sqrt(layer.inputs()), seed, layer.name());
      adapters.train(layer, A, a);
      adapters.train(layer, B, scope.zeros(layer.outputs(), rank));
      adapters.freeze(layer, Lora.SCALING, scope.scalar(alpha / rank));
    }
  }

  /** Counts what a pass keeps of (out, in): the factor of W, and the product of both. */
  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = lora().footprints(layers);
    footprints.replaceAll((layer, plain) -> plain.withMatrices(layer, 2));
    return footprints;
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    Map<AdapterTensor, LayerShape> shapes = new LinkedHashMap<>();
    shapes.put(A, LayerShape.of(rank, LayerShape.INPUTS));
    shapes.put(B, LayerShape.of(LayerShape.OUTPUTS, rank));
    shapes.put(Lora.SCALING, LayerShape.of());
    return shapes;
  }

  @Override
  public Map<String, Object> shared() {
    return Map.of("form is", name(), "rank is", rank, "alpha / rank is", alpha / rank);
  }

  @Override
  public AdapterFigures figures() {
    return lora().figures();
  }

  /** Counts B A, the gradient of W ∘ B A from the tokens, and those of A and B from it. */
  @Override
  public long stepOperations(LayerStep step) {
    long matrix = step.inputs() * step.outputs();
    return 6L * rank * matrix + 2 * step.tokens() * matrix;
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return LowRank.weightChange(scope, adapters, base, layer);
  }

  /** W ∘ B A is of no low rank: no other software has a form for it. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.empty();
  }
}
