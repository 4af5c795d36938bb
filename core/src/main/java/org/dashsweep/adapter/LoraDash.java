package org.dashsweep.adapter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * LoRA-Dash (Si et al., ICLR 2025, section 4): LoRA for t updates, then W + (α / r) B A + Σ Δσᵢ uᵢ
 * vᵢᵀ. The sum is over the s task-specific directions of W; A, B and Δσ are trained.
 *
 * <p>At the launch the singular directions (uᵢ, σᵢ, vᵢ) of the frozen W are ranked by their change
 * rate |uᵢᵀ ΔW vᵢ| / (σᵢ + ε) with ΔW = (α / r) B A, and the s largest are kept. Δσ starts at zero
 * and is not scaled by α / r (as in the authors' code). Uᵀ ΔW V is never formed: it has the
 * diagonal of (Uᵀ B)(A V). In the forward pass the directions are s more ranks of the same adapter.
 *
 * @param lora the adapter that is trained before and beside the directions
 * @param directions s
 * @param launchStep t, after which the directions train too; at least 1, since B and all rates are
 *     zero before the first update
 * @param epsilon ε; the paper gives no value and the authors' code has none
 * @param launchCount unit of t
 */
public record LoraDash(
    Lora lora, int directions, int launchStep, double epsilon, LaunchCount launchCount)
    implements Method {
  static final Parameter<Integer> DIRECTIONS =
      Parameter.integer("directions", "s, task-specific directions per matrix")
          .atLeast(1)
          .defaultsTo(8);

  static final Parameter<Integer> LAUNCH_STEP =
      Parameter.integer("launch-step", "t, after which the directions train too")
          .atLeast(1)
          .defaultsTo(100);

  static final Parameter<LaunchCount> LAUNCH_COUNTS =
      Parameter.choice(
              "launch-counts", LaunchCount.class, "what launch-step counts (the paper: updates)")
          .defaultsTo(LaunchCount.UPDATES);

  static final Parameter<Double> EPSILON =
      Parameter.decimal("epsilon", "added to sigma in the change rate").atLeast(0).defaultsTo(1e-6);

  /** uᵢ, (out, s). */
  public static final AdapterTensor LEFT = AdapterTensor.named("dash_left").inTraces("u");

  /** vᵢᵀ, (s, in). */
  public static final AdapterTensor RIGHT = AdapterTensor.named("dash_right").inTraces("vt");

  /** σᵢ, (s,). */
  public static final AdapterTensor SIGMA = AdapterTensor.named("dash_sigma");

  /** i, (s,), in int64. */
  public static final AdapterTensor INDEX = AdapterTensor.named("dash_index");

  /** The change rates at the launch, (s,). */
  public static final AdapterTensor RATE = AdapterTensor.named("dash_rate");

  /** Δσᵢ, (s,). */
  public static final AdapterTensor DELTA =
      AdapterTensor.named("delta_sigma").inTraces("delta_sigma");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "lora-dash",
          "LoRA-Dash",
          "LoRA and the task-specific directions of W (Si et al., 2025)",
          LoraDash.class,
          List.of(Lora.A, Lora.B, Lora.SCALING, DELTA, LEFT, RIGHT, SIGMA, INDEX, RATE),
          Stream.<Parameter<?>>concat(
                  Lora.PARAMETERS.stream(),
                  Stream.of(DIRECTIONS, LAUNCH_STEP, LAUNCH_COUNTS, EPSILON))
              .toList());
    }

    @Override
    public List<Rule> rules(Parameter<Integer> optimizerSteps) {
      return List.of(
          new Rule(
              List.of(LAUNCH_STEP, optimizerSteps, LAUNCH_COUNTS),
              "launch-step must be below optimizer-steps, or the directions never train",
              config ->
                  config.get(LAUNCH_COUNTS) != LaunchCount.UPDATES
                      || config.get(LAUNCH_STEP) < config.get(optimizerSteps)));
    }

    @Override
    public Method of(TrialConfig config) {
      return new LoraDash(
          Lora.of(config),
          config.get(DIRECTIONS),
          config.get(LAUNCH_STEP),
          config.get(EPSILON),
          config.get(LAUNCH_COUNTS));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<MethodType> beforeLaunch() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Map<String, Object> benchmarkValues() {
      return Map.of(LAUNCH_STEP.name(), 1);
    }

    /** Reads traces of the authors' code, which divides by the singular values alone. */
    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(
          trace -> {
            Lora lora = Lora.of(trace);
            TraceValues dash = trace.object("lora_dash");
            return new LoraDash(
                lora, dash.positiveInteger("s"), dash.positiveInteger("t"), 0, LaunchCount.UPDATES);
          });
    }
  }

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
  public MethodType type() {
    return TYPE;
  }

  @Override
  public double dropout() {
    return lora.dropout();
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
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
  public boolean beforeForward(AdapterSet adapters, AdaptedBase base, long updates, long forwards) {
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

  private long count(AdaptedBase base, LinearLayer layer, long updates, long forwards) {
    return launchCount == LaunchCount.UPDATES ? updates : forwards * base.callsPerForward(layer);
  }

  private static boolean launched(AdapterSet adapters, LinearLayer layer) {
    return adapters.find(layer, DELTA).isPresent();
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
                      .tensor(adapters.get(layer, Lora.A))
                      .tensor(adapters.get(layer, Lora.B))
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
      adapters.freeze(layer, LEFT, scope.adopt(parts.get(0)));
      adapters.freeze(layer, RIGHT, scope.adopt(parts.get(1)));
      adapters.freeze(layer, SIGMA, scope.adopt(parts.get(2)));
      adapters.freeze(layer, INDEX, scope.adopt(indices));
      adapters.freeze(layer, RATE, scope.floats(chosenRates, directions));
      adapters.train(layer, DELTA, scope.zeros(directions));
    }
  }

  /**
   * Counts the directions too, of which each also has its index, in 8 bytes, its σ and its rate.
   */
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
  public Map<AdapterTensor, LayerShape> shapes() {
    Map<AdapterTensor, LayerShape> shapes = lora.shapes();
    shapes.put(DELTA, LayerShape.of(directions));
    shapes.put(LEFT, LayerShape.of(LayerShape.OUTPUTS, directions));
    shapes.put(RIGHT, LayerShape.of(directions, LayerShape.INPUTS));
    List.of(SIGMA, INDEX, RATE).forEach(each -> shapes.put(each, LayerShape.of(directions)));
    return shapes;
  }

  @Override
  public Method beforeLaunch() {
    return lora;
  }

  @Override
  public Map<String, Object> shared() {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("directions are", directions);
    shared.put("rank is", lora.rank());
    shared.put("alpha / rank is", lora.scaling());
    return shared;
  }

  @Override
  public int updatesBeforeLaunch() {
    return launchStep;
  }

  /** LoRA of rank r + s with the same scaling. */
  @Override
  public Method benchmarkBaseline() {
    int ranks = lora.rank() + directions;
    return new Lora(ranks, lora.alpha() / lora.rank() * ranks, lora.dropout(), lora.targets());
  }

  @Override
  public AdapterFigures figures() {
    return lora.figures().withDirections(directions);
  }

  /** U and V have no gradient; that of Δσ takes 2 N s. */
  @Override
  public long stepOperations(LayerStep step) {
    return lora.stepOperations(step)
        + step.frozenFactors(directions)
        + 2 * step.tokens() * directions;
  }

  @Override
  public List<SignPair> signPairs() {
    return List.of(new SignPair(LEFT, RIGHT));
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
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
    Lora folded = new Lora(ranks, ranks, lora.dropout(), lora.targets());
    return Optional.of(
        new PlainAdapter(
            LowRankForm.of(folded, Lora.TYPE), LowRank.foldedFactors(scope, adapters)));
  }

  @Override
  public List<ChosenDirection> directions(AdapterSet adapters) {
    List<ChosenDirection> chosen = new ArrayList<>();
    for (LinearLayer layer : launched(adapters)) {
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
