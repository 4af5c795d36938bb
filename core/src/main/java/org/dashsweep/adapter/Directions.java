package org.dashsweep.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * The task-specific directions of a layer as tensors: Σ Δσᵢ uᵢ vᵢᵀ over s singular directions of W.
 * Δσ starts at zero and trains; it is not scaled by α / r, as in the authors' code.
 */
final class Directions {
  /** uᵢ, (out, s). */
  static final AdapterTensor LEFT = AdapterTensor.named("dash_left").inTraces("u");

  /** vᵢᵀ, (s, in). */
  static final AdapterTensor RIGHT = AdapterTensor.named("dash_right").inTraces("vt");

  /** σᵢ, (s,). */
  static final AdapterTensor SIGMA = AdapterTensor.named("dash_sigma");

  /** i, (s,), in int64. */
  static final AdapterTensor INDEX = AdapterTensor.named("dash_index");

  /** The change rates at the launch, (s,). */
  static final AdapterTensor RATE = AdapterTensor.named("dash_rate");

  /** Δσᵢ, (s,). */
  static final AdapterTensor DELTA =
      AdapterTensor.named("delta_sigma").inTraces("delta_sigma", "lora_index");

  static final SignPair SIGNS = new SignPair(LEFT, RIGHT);

  private static final List<AdapterTensor> TENSORS =
      List.of(DELTA, LEFT, RIGHT, SIGMA, INDEX, RATE);

  private Directions() {}

  /** The tensors of a method and those of its directions. */
  static List<AdapterTensor> after(List<AdapterTensor> tensors) {
    return Stream.concat(tensors.stream(), TENSORS.stream()).toList();
  }

  /** Tells whether a layer has directions. */
  static boolean of(AdapterSet adapters, LinearLayer layer) {
    return adapters.find(layer, DELTA).isPresent();
  }

  /**
   * Gives a layer its directions.
   *
   * @param chosen indices among W's singular directions
   * @param rates of all directions
   */
  static void add(
      AdapterSet adapters, LinearLayer layer, SingularVectors svd, int[] chosen, float[] rates) {
    try (TensorScope work = TensorScope.open(adapters.device())) {
      List<Tensor> parts = LowRank.choose(work, svd, chosen, adapters.algebra());
      float[] chosenRates = new float[chosen.length];
      for (int i = 0; i < chosen.length; i++) {
        chosenRates[i] = rates[chosen[i]];
      }
      TensorScope scope = adapters.scope();
      adapters.freeze(layer, LEFT, scope.adopt(parts.get(0)));
      adapters.freeze(layer, RIGHT, scope.adopt(parts.get(1)));
      adapters.freeze(layer, SIGMA, scope.adopt(parts.get(2)));
      long[] indices = IntStream.of(chosen).asLongStream().toArray();
      adapters.freeze(layer, INDEX, scope.longs(indices, chosen.length));
      adapters.freeze(layer, RATE, scope.floats(chosenRates, chosen.length));
      adapters.train(layer, DELTA, scope.zeros(chosen.length));
    }
  }

  /** Counts s directions too, of which each also has its index, in 8 bytes, its σ and its rate. */
  static Map<LinearLayer, AdapterFootprint> after(
      Map<LinearLayer, AdapterFootprint> footprints, int directions) {
    Map<LinearLayer, AdapterFootprint> all = new LinkedHashMap<>(footprints);
    all.replaceAll(
        (layer, plain) ->
            plain
                .withFrozenRanks(layer, directions)
                .withFrozen(4L * directions)
                .withTrained(directions)
                .withSingularVectors(layer));
    return all;
  }

  static Map<AdapterTensor, LayerShape> shapesAfter(
      Map<AdapterTensor, LayerShape> shapes, int directions) {
    Map<AdapterTensor, LayerShape> all = new LinkedHashMap<>(shapes);
    all.put(DELTA, LayerShape.of(directions));
    all.put(LEFT, LayerShape.of(LayerShape.OUTPUTS, directions));
    all.put(RIGHT, LayerShape.of(directions, LayerShape.INPUTS));
    List.of(SIGMA, INDEX, RATE).forEach(each -> all.put(each, LayerShape.of(directions)));
    return all;
  }

  /** U and V have no gradient; that of Δσ takes 2 N s. */
  static long stepOperations(LayerStep step, int directions) {
    return step.frozenFactors(directions) + 2 * step.tokens() * directions;
  }

  /** The directions of some layers with their coefficients. */
  static List<ChosenDirection> chosen(AdapterSet adapters, List<LinearLayer> layers) {
    List<ChosenDirection> chosen = new ArrayList<>();
    for (LinearLayer layer : layers) {
      long[] index = adapters.get(layer, INDEX).longs();
      float[] sigma = adapters.get(layer, SIGMA).floats();
      float[] rate = adapters.get(layer, RATE).floats();
      float[] delta = adapters.get(layer, DELTA).floats();
      for (int i = 0; i < index.length; i++) {
        chosen.add(new ChosenDirection(layer, (int) index[i], sigma[i], rate[i], delta[i]));
      }
    }
    return chosen;
  }
}
