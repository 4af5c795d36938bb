package org.dashsweep.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;

/**
 * AdaLoRA (Zhang et al., 2023): W + α / (r₀ + 10⁻⁵) · B diag(e) A. A budget of ranks for the whole
 * model falls during training; the triples of the lowest scores have their e set to zero.
 *
 * <p>A, B and e are trained. As in PEFT 0.21, e starts at zero, A and B normal with deviation 0.02,
 * and r₀ stays the denominator. The loss has a further term, c times the mean of ‖A Aᵀ − I‖ and ‖Bᵀ
 * B − I‖. A score is the product of two moving averages, of I = |value · gradient| and of its
 * deviation. A triple's score is that of e, plus the means of its row of A and its column of B.
 * Values that were set to zero train on: the optimiser's moments may revive them until the next
 * mask.
 *
 * @param settings LoRA's for A and B, with the initial rank r₀
 * @param targetRank mean rank of a matrix at the end
 * @param schedule of the budget
 * @param sensitivityDecay β₁, of the average of I
 * @param uncertaintyDecay β₂, of the average of I's deviation
 * @param orthogonality c
 */
public record AdaLora(
    Lora settings,
    double targetRank,
    RankBudget schedule,
    double sensitivityDecay,
    double uncertaintyDecay,
    double orthogonality)
    implements LowRankMethod {
  private static final double DENOMINATOR_SHIFT = 1e-5;
  private static final double DEVIATION = 0.02;

  static final Parameter<Double> TARGET_RANK =
      Parameter.decimal("target-rank", "mean rank of a matrix when AdaLoRA's budget has fallen")
          .moreThan(0)
          .computedAs("rank / 2");

  static final Parameter<Integer> WARM_UP =
      Parameter.integer("budget-warmup-steps", "updates before AdaLoRA's budget falls")
          .in("updates")
          .atLeast(0)
          .defaultsTo(0);

  static final Parameter<Integer> FINAL =
      Parameter.integer("budget-final-steps", "updates with AdaLoRA's last budget")
          .in("updates")
          .atLeast(0)
          .defaultsTo(0);

  static final Parameter<Integer> INTERVAL =
      Parameter.integer("budget-interval", "updates between AdaLoRA's masks")
          .in("updates")
          .atLeast(1)
          .defaultsTo(1);

  static final Parameter<Double> SENSITIVITY_DECAY =
      Parameter.decimal("sensitivity-decay", "beta1 of AdaLoRA's scores")
          .atLeastAndLessThan(0, 1)
          .defaultsTo(0.85);

  static final Parameter<Double> UNCERTAINTY_DECAY =
      Parameter.decimal("uncertainty-decay", "beta2 of AdaLoRA's scores")
          .atLeastAndLessThan(0, 1)
          .defaultsTo(0.85);

  static final Parameter<Double> ORTHOGONALITY =
      Parameter.decimal("orthogonality", "weight of the loss term that keeps A and B orthogonal")
          .atLeast(0)
          .defaultsTo(0.5);

  static final List<Parameter<?>> PARAMETERS =
      Stream.<Parameter<?>>concat(
              Lora.PARAMETERS.stream(),
              Stream.of(
                  TARGET_RANK,
                  WARM_UP,
                  FINAL,
                  INTERVAL,
                  SENSITIVITY_DECAY,
                  UNCERTAINTY_DECAY,
                  ORTHOGONALITY))
          .toList();

  /** (r₀, in). */
  public static final AdapterTensor A = Lora.A.inPeft(".lora_A").startingAtRandom();

  /** (out, r₀). */
  public static final AdapterTensor B = Lora.B.inPeft(".lora_B").startingAtRandom();

  /** e, (r₀, 1). */
  public static final AdapterTensor E =
      AdapterTensor.named("lora_E").inPeft(".lora_E").inTraces("lora_E");

  /** Moving averages of A's, B's and e's I. */
  private static final List<AdapterTensor> SENSITIVITIES =
      Stream.of(A, B, E).map(each -> AdapterTensor.named(each.name() + "_sensitivity")).toList();

  /** Moving averages of the deviations of A's, B's and e's I. */
  private static final List<AdapterTensor> UNCERTAINTIES =
      Stream.of(A, B, E).map(each -> AdapterTensor.named(each.name() + "_uncertainty")).toList();

  static final List<AdapterTensor> TENSORS =
      Stream.of(List.of(A, B, Lora.SCALING, E), SENSITIVITIES, UNCERTAINTIES)
          .flatMap(List::stream)
          .toList();

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "adalora",
          "AdaLoRA",
          "LoRA with a budget of ranks for the whole model (Zhang et al., 2023)",
          AdaLora.class,
          TENSORS,
          PARAMETERS);
    }

    @Override
    public List<Rule> rules(Parameter<Integer> optimizerSteps) {
      return List.of(
          new Rule(
              List.of(Lora.RANK, TARGET_RANK),
              "target-rank must not be above rank",
              config -> config.get(TARGET_RANK) <= config.get(Lora.RANK)),
          new Rule(
              List.of(WARM_UP, FINAL, optimizerSteps),
              "budget-warmup-steps and budget-final-steps must leave updates in which the budget falls",
              config ->
                  (long) config.get(WARM_UP) + config.get(FINAL) < config.get(optimizerSteps)),
          new Rule(
              List.of(INTERVAL, WARM_UP, FINAL, optimizerSteps),
              "budget-interval must leave an update behind budget-warmup-steps that masks ranks",
              config -> masks(config, config.get(optimizerSteps))));
    }

    /** The final phase masks in any case, the others' updates at multiples of the interval. */
    private static boolean masks(TrialConfig config, int updates) {
      int interval = config.get(INTERVAL);
      return config.get(FINAL) > 0 || (updates - 1) / interval * interval > config.get(WARM_UP);
    }

    @Override
    public Method of(TrialConfig config) {
      return AdaLora.of(config);
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<String> peftType() {
      return Optional.of(AdaLoraForm.TYPE);
    }

    @Override
    public Optional<PeftForm> readPeft(PeftValues values) {
      return Optional.of(AdaLoraForm.read(values));
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(
          trace ->
              new AdaLora(
                  new Lora(
                      trace.positiveInteger("init_rank"),
                      trace.positive("alpha"),
                      0,
                      new TargetModules(trace.texts("target_modules"))),
                  trace.positiveInteger("target_rank"),
                  new RankBudget(
                      trace.count("tinit"), trace.count("tfinal"), trace.positiveInteger("deltaT")),
                  trace.positive("beta1"),
                  trace.positive("beta2"),
                  trace.positive("orth_reg_weight")));
    }
  }

  public AdaLora {
    if (!(targetRank > 0 && targetRank <= settings.rank())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "target-rank must be above 0 and not above rank, %d: %s",
              settings.rank(),
              targetRank));
    }
    if (!(sensitivityDecay >= 0
        && sensitivityDecay < 1
        && uncertaintyDecay >= 0
        && uncertaintyDecay < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "sensitivity-decay and uncertainty-decay must be in [0, 1): %s, %s",
              sensitivityDecay,
              uncertaintyDecay));
    }
    if (!(orthogonality >= 0)) {
      throw new IllegalArgumentException("orthogonality must not be negative: " + orthogonality);
    }
  }

  /** AdaLoRA as a configuration says. */
  static AdaLora of(TrialConfig config) {
    return new AdaLora(
        Lora.of(config),
        config.get(TARGET_RANK),
        new RankBudget(config.get(WARM_UP), config.get(FINAL), config.get(INTERVAL)),
        config.get(SENSITIVITY_DECAY),
        config.get(UNCERTAINTY_DECAY),
        config.get(ORTHOGONALITY));
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  /** A and B, scaled by α / (r₀ + 10⁻⁵). */
  @Override
  public Lora factors() {
    return settings.scaledBy(settings.alpha() / (settings.rank() + DENOMINATOR_SHIFT));
  }

  @Override
  public AdapterFigures figures() {
    return settings.figures();
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    factors().attach(adapters, base, seed);
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : adapters.layers()) {
      InitialValues.normal(adapters.get(layer, A), DEVIATION, seed, layer.name());
      InitialValues.normal(adapters.get(layer, B), DEVIATION, seed, B.of(layer));
      adapters.train(layer, E, scope.zeros(settings.rank(), 1));
      for (List<AdapterTensor> averages : List.of(SENSITIVITIES, UNCERTAINTIES)) {
        List<Tensor> own = triple(adapters, layer);
        for (int i = 0; i < own.size(); i++) {
          adapters.keep(layer, averages.get(i), scope.zeros(own.get(i).shape()));
        }
      }
    }
  }

  private static List<Tensor> triple(AdapterSet adapters, LinearLayer layer) {
    return all(adapters, layer, List.of(A, B, E));
  }

  private static List<Tensor> all(
      AdapterSet adapters, LinearLayer layer, List<AdapterTensor> tensors) {
    return tensors.stream().map(tensor -> adapters.get(layer, tensor)).toList();
  }

  @Override
  public double addPenalty(AdapterSet adapters) {
    if (orthogonality == 0) {
      return 0;
    }
    List<LinearLayer> layers = adapters.layers();
    try (TensorScope work = TensorScope.open(adapters.device())) {
      Tensor term =
          adapters
              .algebra()
              .differentiate(
                  work,
                  "non_orthogonality",
                  new Arguments()
                      .list("right", layers.stream().map(l -> adapters.get(l, A)).toList())
                      .list("left", layers.stream().map(l -> adapters.get(l, B)).toList())
                      .tensor(work.scalar(orthogonality)))
              .get(0);
      Autograd.backward(term);
      return term.scalar();
    }
  }

  @Override
  public void afterUpdate(AdapterSet adapters, AdaptedBase base, TrainingClock clock) {
    long update = clock.updates();
    if (schedule.scores(update, clock.totalUpdates())) {
      sense(adapters);
    }
    if (schedule.masks(update, clock.totalUpdates())) {
      mask(adapters, budget(adapters.layers().size(), update, clock.totalUpdates()));
    }
  }

  /**
   * Returns the ranks that are left to all matrices together after an update.
   *
   * @param update index from 0
   */
  long budget(int matrices, long update, long totalUpdates) {
    return schedule.at(
        update, totalUpdates, (long) settings.rank() * matrices, Math.round(targetRank * matrices));
  }

  private void sense(AdapterSet adapters) {
    List<Tensor> parameters = new ArrayList<>();
    List<Tensor> sensitivities = new ArrayList<>();
    List<Tensor> uncertainties = new ArrayList<>();
    for (LinearLayer layer : adapters.layers()) {
      parameters.addAll(triple(adapters, layer));
      sensitivities.addAll(all(adapters, layer, SENSITIVITIES));
      uncertainties.addAll(all(adapters, layer, UNCERTAINTIES));
    }
    try (TensorScope work = TensorScope.open(adapters.device())) {
      adapters
          .algebra()
          .evaluate(
              work,
              "sense",
              new Arguments()
                  .list("parameters", parameters)
                  .list("sensitivity", sensitivities)
                  .list("uncertainty", uncertainties)
                  .tensor(
                      work.floats(
                          new float[] {(float) sensitivityDecay, (float) uncertaintyDecay}, 2)));
    }
  }

  /** Sets e of all but as many triples to zero; of equal scores, all or none. */
  private static void mask(AdapterSet adapters, long budget) {
    Map<LinearLayer, float[]> scores = new LinkedHashMap<>();
    try (TensorScope work = TensorScope.open(adapters.device())) {
      for (LinearLayer layer : adapters.layers()) {
        scores.put(
            layer,
            adapters
                .algebra()
                .evaluate(
                    work,
                    "triple_scores",
                    new Arguments()
                        .list("sensitivity", all(adapters, layer, SENSITIVITIES))
                        .list("uncertainty", all(adapters, layer, UNCERTAINTIES)))
                .get(0)
                .floats());
      }
    }
    int ranks = scores.values().stream().mapToInt(own -> own.length).sum();
    int masked = Math.toIntExact(ranks - budget);
    if (masked <= 0) {
      return;
    }
    float[] sorted = new float[ranks];
    int next = 0;
    for (float[] own : scores.values()) {
      System.arraycopy(own, 0, sorted, next, own.length);
      next += own.length;
    }
    Arrays.sort(sorted);
    float threshold = sorted[masked - 1];
    scores.forEach((layer, own) -> mask(adapters.get(layer, E), own, threshold));
  }

  private static void mask(Tensor e, float[] scores, float threshold) {
    float[] values = e.floats();
    for (int i = 0; i < values.length; i++) {
      if (scores[i] <= threshold) {
        values[i] = 0;
      }
    }
    e.set(values);
  }

  @Override
  public Optional<RankAllocation> allocation(AdapterSet adapters, TrainingClock clock) {
    Map<LinearLayer, Integer> live = new LinkedHashMap<>();
    for (LinearLayer layer : adapters.layers()) {
      int ranks = 0;
      for (float value : adapters.get(layer, E).floats()) {
        ranks += value == 0 ? 0 : 1;
      }
      live.put(layer, ranks);
    }
    long budget = budget(live.size(), clock.updates(), clock.totalUpdates());
    return Optional.of(new RankAllocation(budget, live));
  }

  /** A, B and e as they are, masked ranks included. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return Optional.of(
        new PlainAdapter(new AdaLoraForm(this, Map.of()), LowRank.ownTensors(TYPE, adapters)));
  }

  @Override
  public void requireReachable(long updates, long forwards) {
    schedule.requireReachable(updates);
  }

  /** Counts e, and two averages of all that trains. */
  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = settings.footprints(layers);
    footprints.replaceAll(
        (layer, plain) -> {
          AdapterFootprint whole = plain.withTrained(settings.rank());
          return whole.withFrozen(2 * whole.trained());
        });
    return footprints;
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    Map<AdapterTensor, LayerShape> shapes = new LinkedHashMap<>();
    shapes.put(A, LayerShape.of(settings.rank(), LayerShape.INPUTS));
    shapes.put(B, LayerShape.of(LayerShape.OUTPUTS, settings.rank()));
    shapes.put(Lora.SCALING, LayerShape.of());
    shapes.put(E, LayerShape.of(settings.rank(), 1));
    for (List<AdapterTensor> averages : List.of(SENSITIVITIES, UNCERTAINTIES)) {
      shapes.put(averages.get(0), LayerShape.of(settings.rank(), LayerShape.INPUTS));
      shapes.put(averages.get(1), LayerShape.of(LayerShape.OUTPUTS, settings.rank()));
      shapes.put(averages.get(2), LayerShape.of(settings.rank(), 1));
    }
    return shapes;
  }
}
