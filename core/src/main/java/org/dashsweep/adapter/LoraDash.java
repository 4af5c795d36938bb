package org.dashsweep.adapter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * LoRA-Dash (Si et al., ICLR 2025, section 4): LoRA for t updates, then W + (α / r) B A + Σ Δσᵢ uᵢ
 * vᵢᵀ over the s task-specific directions of W, with A, B and Δσ trained.
 *
 * <p>At the launch the singular directions (uᵢ, σᵢ, vᵢ) of the frozen W are ranked by their change
 * rate |uᵢᵀ ΔW vᵢ| / (σᵢ + ε) with ΔW = (α / r) B A, and the s largest are kept. Δσ starts at zero
 * and is not scaled by α / r (as in the authors' code). Uᵀ ΔW V is never formed: its diagonal is
 * that of (Uᵀ B)(A V). In the forward pass the directions are s more ranks of the same adapter.
 *
 * @param lora the adapter that is trained before and beside the directions
 * @param directions s
 * @param launchStep t, after which the directions train too; at least 1, since before the first
 *     update B is zero and all rates are too
 * @param epsilon ε; the paper gives no value and the authors' code has none
 * @param launchCount what t counts
 */
public record LoraDash(
    Lora lora, int directions, int launchStep, double epsilon, LaunchCount launchCount)
    implements Method {
  public static final String NAME = "lora-dash";

  public LoraDash {
    if (directions < 1) {
      throw new IllegalArgumentException("directions must be at least 1: " + directions);
    }
    if (launchStep < 1) {
      throw new IllegalArgumentException("launch-step must be at least 1: " + launchStep);
    }
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon must not be negative: " + epsilon);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double dropout() {
    return lora.dropout();
  }

  @Override
  public void attach(AdapterSet adapters, FrozenWeights base, long seed) {
    lora.attach(adapters, base, seed);
    adapters.layers().forEach(this::requireDirections);
  }

  private void requireDirections(LinearLayer layer) {
    int available = Math.min(layer.outputs(), layer.inputs());
    if (directions > available) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "directions must be at most %d, the number of singular directions of %s: %d",
              available,
              layer.name(),
              directions));
    }
  }

  @Override
  public void requireReachable(long updates, long forwards) {
    long available = launchCount == LaunchCount.UPDATES ? updates : forwards;
    if (launchStep >= available) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "launch-step must be below the %d %s of the training, or the directions never train: %d",
              available,
              launchCount == LaunchCount.UPDATES ? "updates" : "forward passes",
              launchStep));
    }
  }

  @Override
  public boolean beforeForward(
      AdapterSet adapters, FrozenWeights base, long updates, long forwards) {
    List<LinearLayer> due =
        adapters.layers().stream()
            .filter(layer -> !launched(adapters, layer))
            .filter(layer -> count(base, layer, updates, forwards) >= launchStep)
            .toList();
    if (due.isEmpty()) {
      return false;
    }
    try (TensorScope work = TensorScope.open(adapters.device());
        ScriptModule script = LowRank.compile(work)) {
      for (LinearLayer layer : due) {
        launch(adapters, layer, base.singularVectors(layer), script);
      }
    }
    return true;
  }

  private long count(FrozenWeights base, LinearLayer layer, long updates, long forwards) {
    return launchCount == LaunchCount.UPDATES ? updates : forwards * base.callsPerForward(layer);
  }

  private static boolean launched(AdapterSet adapters, LinearLayer layer) {
    return adapters.byName().containsKey(layer.name() + ".delta_sigma");
  }

  @Override
  public Launch launch(AdapterSet adapters) {
    return launched(adapters).size() == adapters.layers().size() ? Launch.DONE : Launch.AHEAD;
  }

  private static List<LinearLayer> launched(AdapterSet adapters) {
    return adapters.layers().stream().filter(layer -> launched(adapters, layer)).toList();
  }

  private void launch(
      AdapterSet adapters, LinearLayer layer, SingularVectors svd, ScriptModule script) {
    try (TensorScope work = TensorScope.open(adapters.device())) {
      float[] rates =
          script
              .evaluate(
                  work,
                  "change_rates",
                  new Arguments()
                      .list("svd", List.of(svd.left(), svd.values(), svd.right()))
                      .tensor(adapters.get(layer, "lora_A"))
                      .tensor(adapters.get(layer, "lora_B"))
                      .tensor(work.scalar(lora.scaling()))
                      .tensor(work.scalar(epsilon)))
              .get(0)
              .floats();
      long[] chosen =
          IntStream.range(0, rates.length)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -rates[i]).thenComparing(i -> i))
              .limit(directions)
              .mapToLong(Integer::longValue)
              .toArray();
      Tensor indices = work.longs(chosen, directions);
      // Not evaluate(): what it returns may not take part in a gradient.
      List<Tensor> parts =
          script.differentiate(
              work,
              "choose",
              new Arguments()
                  .list("svd", List.of(svd.left(), svd.values(), svd.right()))
                  .tensor(indices));
      float[] chosenRates = new float[directions];
      for (int i = 0; i < directions; i++) {
        chosenRates[i] = rates[(int) chosen[i]];
      }
      TensorScope scope = adapters.scope();
      adapters.freeze(layer, "dash_left", scope.adopt(parts.get(0)));
      adapters.freeze(layer, "dash_right", scope.adopt(parts.get(1)));
      adapters.freeze(layer, "dash_sigma", scope.adopt(parts.get(2)));
      adapters.freeze(layer, "dash_index", scope.adopt(indices));
      adapters.freeze(layer, "dash_rate", scope.floats(chosenRates, directions));
      adapters.train(layer, "delta_sigma", scope.zeros(directions));
    }
  }

  /** With the directions, of which each also has its index, in 8 bytes, its σ and its rate. */
  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = lora.footprints(layers);
    footprints.keySet().forEach(this::requireDirections);
    footprints.replaceAll(
        (layer, plain) -> {
          long available = Math.min(layer.inputs(), layer.outputs());
          long vectors = (long) layer.inputs() + layer.outputs();
          return new AdapterFootprint(
              plain.ranks() + directions,
              plain.trained() + directions,
              plain.frozen() + directions * (vectors + 4),
              available * (vectors + 1),
              0);
        });
    return footprints;
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, FrozenWeights base, LinearLayer layer) {
    return lora.weightChange(scope, adapters, base, layer);
  }

  /** A LoRA of rank r + s: A' = [A; Vᵀ], B' = [(α / r) B, U diag(Δσ)], with α' = r + s. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    int launched = launched(adapters).size();
    if (launched == 0) {
      return lora.plain(scope, adapters);
    }
    if (launched < adapters.layers().size()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "Only %d of %d layers have directions yet: they are of no common rank",
              launched,
              adapters.layers().size()));
    }
    int ranks = lora.rank() + directions;
    return Optional.of(
        new PlainAdapter(ranks, ranks, lora.dropout(), LowRank.foldedFactors(scope, adapters)));
  }

  @Override
  public List<ChosenDirection> directions(AdapterSet adapters) {
    List<ChosenDirection> chosen = new ArrayList<>();
    for (LinearLayer layer : launched(adapters)) {
      long[] index = adapters.get(layer, "dash_index").longs();
      float[] sigma = adapters.get(layer, "dash_sigma").floats();
      float[] rate = adapters.get(layer, "dash_rate").floats();
      float[] delta = adapters.get(layer, "delta_sigma").floats();
      for (int i = 0; i < index.length; i++) {
        chosen.add(new ChosenDirection(layer, (int) index[i], sigma[i], rate[i], delta[i]));
      }
    }
    return chosen;
  }
}
