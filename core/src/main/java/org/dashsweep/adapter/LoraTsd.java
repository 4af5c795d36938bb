package org.dashsweep.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.TensorScope;

/**
 * LoRA-TSD (Si et al., the journal version of LoRA-Dash): LoRA-Init, and LoRA-Dash's Σ Δσᵢ uᵢ vᵢᵀ
 * over the s directions of the largest change rates, chosen at the same launch.
 *
 * <p>This is a reading of a figure: there is no code by the authors. Open are the number of
 * directions and whether LoRA-Dash's part has a launch of its own later, beside what is open for
 * LoRA-Init.
 *
 * @param init A and B, and the launch
 * @param directions s
 */
public record LoraTsd(LoraInit init, int directions) implements LaunchingMethod {
  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "lora-tsd",
          "LoRA-TSD",
          "LoRA-Init with the directions of LoRA-Dash (Si et al.)",
          LoraTsd.class,
          Directions.after(ResidualMethod.TENSORS),
          Stream.<Parameter<?>>concat(
                  Stream.concat(Lora.PARAMETERS.stream(), Stream.of(LoraDash.DIRECTIONS)),
                  LoraDash.LAUNCH.stream())
              .toList());
    }

    @Override
    public List<Rule> rules(Parameter<Integer> optimizerSteps) {
      return LoraDash.TYPE.rules(optimizerSteps);
    }

    @Override
    public Method of(TrialConfig config) {
      return new LoraTsd(LoraInit.of(config), config.get(LoraDash.DIRECTIONS));
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
      return LoraDash.TYPE.benchmarkValues();
    }

    /** Reads traces that start at the launch, from factors that are given. */
    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(
          trace ->
              new LoraTsd(
                  new LoraInit(Lora.of(trace), 1, 0, DirectionLaunchCount.UPDATES),
                  trace.positiveInteger("s")));
    }
  }

  public LoraTsd {
    new LoraDash(init.lora(), directions, 1, 0, DirectionLaunchCount.UPDATES);
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Lora factors() {
    return init.lora();
  }

  @Override
  public int launchStep() {
    return init.launchStep();
  }

  @Override
  public DirectionLaunchCount launchCount() {
    return init.launchCount();
  }

  @Override
  public int foldedRank() {
    return init.foldedRank() + directions;
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    init.attach(adapters, base, seed);
    adapters.layers().forEach(this::requireDirections);
  }

  private void requireDirections(LinearLayer layer) {
    LowRank.requireAvailable("directions", directions, layer);
  }

  @Override
  public boolean launched(AdapterSet adapters, LinearLayer layer) {
    return Directions.of(adapters, layer);
  }

  @Override
  public void launch(AdapterSet adapters, AdaptedBase base, LinearLayer layer, long seed) {
    SingularVectors svd = base.singularVectors(layer);
    float[] rates = LowRank.changeRates(adapters, layer, svd, init.epsilon());
    init.startAnew(adapters, layer, svd, rates);
    int[] chosen = DirectionChoice.CHANGE_RATE.of(rates, directions, seed, layer.name());
    Directions.add(adapters, layer, svd, chosen, rates);
  }

  @Override
  public TrainedChange launchedChange() {
    return TrainedChange.RESTARTED;
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = init.footprints(layers);
    footprints.keySet().forEach(this::requireDirections);
    return Directions.after(footprints, directions);
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    return Directions.shapesAfter(init.shapes(), directions);
  }

  @Override
  public Method beforeLaunch() {
    return init.lora();
  }

  @Override
  public Map<String, Object> shared() {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("directions are", directions);
    shared.putAll(LaunchingMethod.super.shared());
    return shared;
  }

  @Override
  public AdapterFigures figures() {
    return init.figures().withDirections(directions);
  }

  @Override
  public long stepOperations(LayerStep step) {
    return init.stepOperations(step) + Directions.stepOperations(step, directions);
  }

  @Override
  public List<SignPair> signPairs() {
    return List.of(ResidualMethod.SIGNS, Directions.SIGNS);
  }

  /** A LoRA of rank 2 r + s for W, of rank r before the launch. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return aheadOfLaunch(adapters)
        ? init.lora().plain(scope, adapters)
        : LaunchingMethod.super.plain(scope, adapters);
  }

  @Override
  public List<ChosenDirection> directions(AdapterSet adapters) {
    return Directions.chosen(adapters, launchedLayers(adapters));
  }
}
