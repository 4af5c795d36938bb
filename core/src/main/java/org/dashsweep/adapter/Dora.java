package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * DoRA (Liu et al., 2024): m (W + (α / r) B A) / ‖W + (α / r) B A‖. A, B and the magnitudes m
 * (out,) are trained. The norm is taken of each row of the (out, in) matrix.
 *
 * <p>As in PEFT, A and B start as LoRA's and m as ‖W‖, so that the first step sees the base model.
 * Gradients take the norm for a constant (section 4.3). With dropout, every term added to W x reads
 * the dropped input. The norm comes from ‖W‖², W Aᵀ and A Aᵀ: W + (α / r) B A is never formed.
 *
 * <p>A step takes another product (out, in, r) for that norm, and with dropout another one with W.
 *
 * @param lora A and B
 */
public record Dora(Lora lora) implements LowRankMethod {
  /** m, (out,). */
  public static final AdapterTensor MAGNITUDES =
      AdapterTensor.named("lora_magnitude_vector")
          .inPeft(".lora_magnitude_vector")
          .inTraces("lora_magnitude_vector", "weigh_m_wdecomp");

  /** ‖W‖² of each row, (out,). */
  public static final AdapterTensor SQUARES = AdapterTensor.named("weight_squares");

  static final Type TYPE = new Type();

  static final class Type extends ExchangedLowRankType {
    Type() {
      super(
          "dora",
          "DoRA",
          "LoRA and a magnitude for each row (Liu et al., 2024)",
          Dora.class,
          List.of(Lora.A, Lora.B, Lora.SCALING, MAGNITUDES, SQUARES));
    }

    @Override
    LowRankMethod of(Lora lora) {
      return new Dora(lora);
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Lora factors() {
    return lora;
  }

  @Override
  public LowRankType foldedType() {
    return TYPE;
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    lora.attach(adapters, base, seed);
    TensorScope scope = adapters.scope();
    try (TensorScope work = TensorScope.open(adapters.device());
        ScriptModule script = LowRank.compile(work)) {
      for (LinearLayer layer : lora.targets().select(base)) {
        try (TensorScope one = work.child()) {
          // Not evaluate(): what it returns may not take part in a gradient.
          List<Tensor> norms =
              script.differentiate(
                  one, "row_norms", new Arguments().tensor(base.weight(one, layer)));
          adapters.freeze(layer, SQUARES, scope.adopt(norms.get(0)));
          adapters.train(layer, MAGNITUDES, scope.adopt(norms.get(1)));
        }
      }
    }
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = lora.footprints(layers);
    footprints.replaceAll(
        (layer, plain) ->
            new AdapterFootprint(
                plain.ranks(),
                plain.trained() + layer.outputs(),
                plain.frozen() + layer.outputs(),
                0,
                layer.outputs()));
    return footprints;
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    Map<AdapterTensor, LayerShape> shapes = lora.shapes();
    shapes.put(MAGNITUDES, LayerShape.of(LayerShape.OUTPUTS));
    shapes.put(SQUARES, LayerShape.of(LayerShape.OUTPUTS));
    return shapes;
  }

  @Override
  public Map<String, Object> shared() {
    return lora.shared(true);
  }

  /** Counts the norm's W Aᵀ too, and where x is dropped another product with W. */
  @Override
  public long stepOperations(LayerStep step) {
    return lora.stepOperations(step)
        + 2L * lora.rank() * step.inputs() * step.outputs()
        + (dropout() > 0 ? step.frozenProduct() : 0);
  }

  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.of(
        new PlainAdapter(LowRankForm.of(lora, TYPE), LowRank.ownTensors(TYPE, adapters)));
  }
}
