package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * LoRA-Dash (Si et al., ICLR 2025, section 4): LoRA for t updates, then W + (α / r) B A + Σ Δσᵢ uᵢ
 * vᵢᵀ. The sum is over the s task-specific directions of W; A, B and Δσ are trained.
 *
 * <p>At the launch the singular directions (uᵢ, σᵢ, vᵢ) of the frozen W are ranked by their change
 * rate |uᵢᵀ ΔW vᵢ| / (σᵢ + ε) with ΔW = (α / r) B A, and the s largest are kept. Δσ starts at zero
 * and is not scaled by α / r (as in the authors' code). Uᵀ ΔW V is never formed: it has the
 * diagonal of (Uᵀ B)(A V). In the forward pass the directions are s more ranks of the same adapter.
 *
 * <p>Other low-rank methods take directions alike: ΔW is then their own product.
 *
 * @param lora the low-rank method that is trained before and beside the directions
 * @param directions s
 * @param launchStep t, after which the directions train too; at least 1, since B and all rates are
 *     zero before the first update
 * @param epsilon ε; the paper gives no value and the authors' code has none
 * @param launchCount unit of t
 * @param choice the rule that chooses the directions
 * @param directionLearningRate peak learning rate of Δσ; null for that of all else
 */
public record LoraDash(
    LowRankMethod lora,
    int directions,
    int launchStep,
    double epsilon,
    DirectionLaunchCount launchCount,
    DirectionChoice choice,
    @Nullable Double directionLearningRate)
    implements LaunchingMethod {
  static final Parameter<Integer> DIRECTIONS =
      Parameter.integer("directions", "s, task-specific directions per matrix")
          .atLeast(1)
          .defaultsTo(8);

  static final Parameter<Integer> LAUNCH_STEP =
      Parameter.integer("launch-step", "t, after which the directions train too")
          .atLeast(1)
          .defaultsTo(100);

  static final Parameter<DirectionLaunchCount> LAUNCH_COUNTS =
      Parameter.choice(
              "launch-counts",
              DirectionLaunchCount.class,
              "what launch-step counts (the paper: updates)")
          .defaultsTo(DirectionLaunchCount.UPDATES);

  static final Parameter<Double> EPSILON =
      Parameter.decimal("epsilon", "added to sigma in the change rate").atLeast(0).defaultsTo(1e-6);

  static final Parameter<DirectionChoice> CHOICE =
      Parameter.choice(
              "direction-choice",
              DirectionChoice.class,
              "the rule that chooses directions among W's singular ones (the paper: change-rate)")
          .defaultsTo(DirectionChoice.CHANGE_RATE)
          .withIntroducedAs(DirectionChoice.CHANGE_RATE);

  static final Parameter<Double> LEARNING_RATE =
      Parameter.decimal(
              "direction-learning-rate",
              "peak learning rate of the directions' coefficients; learning-rate if absent")
          .moreThan(0)
          .optional();

  static final List<Parameter<?>> LAUNCH = List.of(LAUNCH_STEP, LAUNCH_COUNTS, EPSILON);

  /** uᵢ, (out, s). */
  public static final AdapterTensor LEFT = Directions.LEFT;

  /** vᵢᵀ, (s, in). */
  public static final AdapterTensor RIGHT = Directions.RIGHT;

  /** σᵢ, (s,). */
  public static final AdapterTensor SIGMA = Directions.SIGMA;

  /** i, (s,), in int64. */
  public static final AdapterTensor INDEX = Directions.INDEX;

  /** The change rates at the launch, (s,). */
  public static final AdapterTensor RATE = Directions.RATE;

  /** Δσᵢ, (s,). */
  public static final AdapterTensor DELTA = Directions.DELTA;

  static final MethodType TYPE =
      new Type(
          "lora-dash",
          "LoRA-Dash",
          "LoRA and the task-specific directions of W (Si et al., 2025)",
          Lora.TYPE,
          Lora::of);

  private static final List<Type> OTHERS =
      List.of(
          over(Dora.TYPE, config -> new Dora(Lora.of(config))),
          over(Pissa.TYPE, config -> new Pissa(Lora.of(config))),
          over(AdaLora.TYPE, AdaLora::of),
          over(Flora.TYPE, config -> new Flora(Lora.of(config))));

  /** The methods with directions, by what trains before and beside them. */
  private static final Map<MethodType, MethodType> TYPES =
      Stream.concat(Stream.of((Type) TYPE), OTHERS.stream())
          .collect(Collectors.toMap(type -> type.inner, type -> type));

  private static Type over(MethodType inner, Function<TrialConfig, LowRankMethod> read) {
    return new Type(
        inner.name() + "-dash",
        inner.title() + " with Dash",
        inner.title() + " and the task-specific directions of W, as LoRA-Dash has them",
        inner,
        read);
  }

  /** Returns LoRA-Dash's relatives on other methods. */
  static List<MethodType> onOthers() {
    return List.copyOf(OTHERS);
  }

  private static final class Type extends MethodType {
    private final MethodType inner;
    private final Function<TrialConfig, LowRankMethod> read;

    Type(
        String name,
        String title,
        String description,
        MethodType inner,
        Function<TrialConfig, LowRankMethod> read) {
      super(
          name,
          title,
          description,
          LoraDash.class,
          Directions.after(inner.tensors()),
          Stream.<Parameter<?>>concat(
                  inner.parameters().stream(),
                  Stream.of(DIRECTIONS, LAUNCH_STEP, LAUNCH_COUNTS, EPSILON, CHOICE, LEARNING_RATE))
              .toList());
      this.inner = inner;
      this.read = read;
    }

    @Override
    public List<Rule> rules(Parameter<Integer> optimizerSteps) {
      return List.of(
          new Rule(
              List.of(LAUNCH_STEP, optimizerSteps, LAUNCH_COUNTS),
              "launch-step must be below optimizer-steps, or the directions never train",
              config ->
                  config.get(LAUNCH_COUNTS) != DirectionLaunchCount.UPDATES
                      || config.get(LAUNCH_STEP) < config.get(optimizerSteps)));
    }

    @Override
    public Method of(TrialConfig config) {
      return new LoraDash(
          read.apply(config),
          config.get(DIRECTIONS),
          config.get(LAUNCH_STEP),
          config.get(EPSILON),
          config.get(LAUNCH_COUNTS),
          config.get(CHOICE),
          config.find(LEARNING_RATE).orElse(null));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<MethodType> beforeLaunch() {
      return Optional.of(inner);
    }

    @Override
    public Map<String, Object> benchmarkValues() {
      return Map.of(LAUNCH_STEP.name(), 1);
    }

    @Override
    public Map<String, @Nullable Object> laterSettings() {
      Map<String, @Nullable Object> later = new LinkedHashMap<>();
      later.put("choice", DirectionChoice.CHANGE_RATE);
      later.put("directionLearningRate", null);
      return later;
    }

    /** Reads traces of the authors' code, which divides by the singular values alone. */
    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return inner == Lora.TYPE ? Optional.of(LoraDash::of) : Optional.empty();
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
    if (directionLearningRate != null && !(directionLearningRate > 0)) {
      throw new IllegalArgumentException(
          "direction-learning-rate must be above 0: " + directionLearningRate);
    }
    if (!TYPES.containsKey(lora.type())) {
      throw new IllegalArgumentException("No method puts directions on " + lora.name());
    }
  }

  /** The paper's choice of directions, which learn at the rate of all else. */
  public LoraDash(
      LowRankMethod lora,
      int directions,
      int launchStep,
      double epsilon,
      DirectionLaunchCount launchCount) {
    this(lora, directions, launchStep, epsilon, launchCount, DirectionChoice.CHANGE_RATE, null);
  }

  /** Reads a trace whose launch counts updates, or forward calls as its note says. */
  private static LoraDash of(TraceValues trace) {
    Lora lora = Lora.of(trace);
    Optional<Integer> calls =
        trace.find("note", "warm-up of (\\d+) counts forward calls").map(Integer::parseInt);
    if (calls.isPresent()) {
      int directions = trace.rows(DELTA);
      return new LoraDash(lora, directions, calls.get(), 0, DirectionLaunchCount.FORWARD_CALLS);
    }
    TraceValues dash = trace.object("lora_dash");
    return new LoraDash(
        lora,
        dash.positiveInteger("s"),
        dash.positiveInteger("t"),
        0,
        DirectionLaunchCount.UPDATES);
  }

  @Override
  public MethodType type() {
    return Objects.requireNonNull(TYPES.get(lora.type()));
  }

  /** Returns A and B of the method beside the directions. */
  @Override
  public Lora factors() {
    return lora.factors();
  }

  @Override
  public int foldedRank() {
    return lora.foldedRank() + directions;
  }

  @Override
  public LowRankType foldedType() {
    return lora.foldedType();
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    lora.attach(adapters, base, seed);
    adapters.layers().forEach(this::requireDirections);
  }

  private void requireDirections(LinearLayer layer) {
    LowRank.requireAvailable("directions", directions, layer);
  }

  @Override
  public void requireReachable(long updates, long forwards) {
    LaunchingMethod.super.requireReachable(updates, forwards);
    lora.requireReachable(updates, forwards);
  }

  @Override
  public boolean launched(AdapterSet adapters, LinearLayer layer) {
    return Directions.of(adapters, layer);
  }

  @Override
  public void launch(AdapterSet adapters, AdaptedBase base, LinearLayer layer, long seed) {
    SingularVectors svd = base.singularVectors(layer);
    float[] rates = LowRank.changeRates(adapters, layer, svd, epsilon);
    Directions.add(adapters, layer, svd, choice.of(rates, directions, seed, layer.name()), rates);
  }

  @Override
  public TrainedChange launchedChange() {
    return TrainedChange.ADDED;
  }

  @Override
  public double addPenalty(AdapterSet adapters) {
    return lora.addPenalty(adapters);
  }

  @Override
  public void afterUpdate(AdapterSet adapters, AdaptedBase base, TrainingClock clock) {
    lora.afterUpdate(adapters, base, clock);
  }

  @Override
  public Optional<RankAllocation> allocation(AdapterSet adapters, TrainingClock clock) {
    return lora.allocation(adapters, clock);
  }

  @Override
  public double learningRateFactor(String tensor, double peak) {
    return directionLearningRate != null && tensor.endsWith("." + DELTA.name())
        ? directionLearningRate / peak
        : lora.learningRateFactor(tensor, peak);
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = lora.footprints(layers);
    footprints.keySet().forEach(this::requireDirections);
    return Directions.after(footprints, directions);
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    return Directions.shapesAfter(lora.shapes(), directions);
  }

  @Override
  public Method beforeLaunch() {
    return lora;
  }

  @Override
  public Map<String, Object> shared() {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("directions are", directions);
    shared.putAll(lora.shared());
    return shared;
  }

  /** LoRA of rank r + s with the same scaling. */
  @Override
  public Method benchmarkBaseline() {
    Lora factors = factors();
    int ranks = foldedRank();
    return new Lora(ranks, factors.scaling() * ranks, factors.dropout(), factors.targets());
  }

  @Override
  public AdapterFigures figures() {
    return lora.figures().withDirections(directions);
  }

  @Override
  public long stepOperations(LayerStep step) {
    return lora.stepOperations(step) + Directions.stepOperations(step, directions);
  }

  @Override
  public List<SignPair> signPairs() {
    return Stream.concat(lora.signPairs().stream(), Stream.of(Directions.SIGNS)).toList();
  }

  /** A LoRA of rank r + s: A' = [A; Vᵀ], B' = [(α / r) B, U diag(Δσ)], with α' = r + s. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return aheadOfLaunch(adapters)
        ? lora.plain(scope, adapters)
        : LaunchingMethod.super.plain(scope, adapters);
  }

  @Override
  public List<ChosenDirection> directions(AdapterSet adapters) {
    return Directions.chosen(adapters, launchedLayers(adapters));
  }
}
