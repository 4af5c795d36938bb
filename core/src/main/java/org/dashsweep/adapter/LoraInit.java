package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * LoRA-Init (Si et al., the journal version of LoRA-Dash): LoRA for t updates, which are thrown
 * away but for the directions they point to. Then A and B start anew from the r directions of W of
 * the largest change rates, W = residual + (α / r) B A, and the optimiser with them.
 *
 * <p>This is a reading of a figure: there is no code by the authors. Open are whether the updates
 * before the launch are kept, and whether σ or the coordinate before the launch initialises.
 *
 * @param lora A and B
 * @param launchStep t
 * @param epsilon ε, as LoRA-Dash's
 * @param launchCount unit of t
 */
public record LoraInit(Lora lora, int launchStep, double epsilon, DirectionLaunchCount launchCount)
    implements LaunchingMethod {
  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "lora-init",
          "LoRA-Init",
          "LoRA from the directions of W that a short LoRA changes most (Si et al.)",
          LoraInit.class,
          ResidualMethod.TENSORS,
          Stream.<Parameter<?>>concat(Lora.PARAMETERS.stream(), LoraDash.LAUNCH.stream()).toList());
    }

    @Override
    public List<Rule> rules(Parameter<Integer> optimizerSteps) {
      return LoraDash.TYPE.rules(optimizerSteps);
    }

    @Override
    public Method of(TrialConfig config) {
      return LoraInit.of(config);
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
      return Optional.of(trace -> new LoraInit(Lora.of(trace), 1, 0, DirectionLaunchCount.UPDATES));
    }
  }

  public LoraInit {
    new LoraDash(lora, 1, launchStep, epsilon, launchCount);
  }

  /** LoRA-Init as a configuration says. */
  static LoraInit of(TrialConfig config) {
    return new LoraInit(
        Lora.of(config),
        config.get(LoraDash.LAUNCH_STEP),
        config.get(LoraDash.EPSILON),
        config.get(LoraDash.LAUNCH_COUNTS));
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
  public int foldedRank() {
    return 2 * lora.rank();
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    lora.attach(adapters, base, seed);
    adapters.layers().forEach(this::requireRank);
  }

  /** Refuses a rank that W does not have. */
  private void requireRank(LinearLayer layer) {
    LowRank.requireAvailable("rank", lora.rank(), layer);
  }

  @Override
  public boolean launched(AdapterSet adapters, LinearLayer layer) {
    return adapters.find(layer, ResidualMethod.RESIDUAL_A).isPresent();
  }

  @Override
  public void launch(AdapterSet adapters, AdaptedBase base, LinearLayer layer, long seed) {
    SingularVectors svd = base.singularVectors(layer);
    startAnew(adapters, layer, svd, LowRank.changeRates(adapters, layer, svd, epsilon));
  }

  /** Starts A and B of a layer from the directions of the largest rates. */
  void startAnew(AdapterSet adapters, LinearLayer layer, SingularVectors svd, float[] rates) {
    int[] chosen = DirectionChoice.CHANGE_RATE.of(rates, lora.rank(), 0, layer.name());
    ScriptModule script = adapters.algebra();
    try (TensorScope work = TensorScope.open(adapters.device())) {
      List<Tensor> factors = LowRank.spectralFactors(work, svd, chosen, lora.scaling(), script);
      LowRank.startFrom(adapters, layer, factors, script);
    }
  }

  @Override
  public TrainedChange launchedChange() {
    return TrainedChange.RESTARTED;
  }

  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = lora.footprints(layers);
    footprints.keySet().forEach(this::requireRank);
    footprints.replaceAll(
        (layer, plain) -> plain.withFrozenRanks(layer, lora.rank()).withSingularVectors(layer));
    return footprints;
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    return ResidualMethod.withResidual(lora.shapes(), lora.rank());
  }

  @Override
  public Method beforeLaunch() {
    return lora;
  }

  @Override
  public long stepOperations(LayerStep step) {
    return lora.stepOperations(step) + step.frozenFactors(lora.rank());
  }

  @Override
  public List<SignPair> signPairs() {
    return List.of(ResidualMethod.SIGNS);
  }

  /** A LoRA of rank 2 r for W, of rank r before the launch. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    return aheadOfLaunch(adapters)
        ? lora.plain(scope, adapters)
        : LaunchingMethod.super.plain(scope, adapters);
  }
}
