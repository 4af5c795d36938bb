package org.dashsweep.adapter;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * VeRA (Kopiczko et al., 2024): W + diag(b) B diag(d) A, with b (out,) and d (r,) trained. A and B
 * are random, frozen and the same for all layers, each of which takes the first of their columns
 * and rows.
 *
 * <p>As in PEFT, b starts at zero, d at a number, A and B uniform in ±√(6 / fan-in). A and B belong
 * to the base: all trials with one {@code projection-seed} share them.
 *
 * @param rank r
 * @param dropout of the adapter's input
 * @param initial each element of d at the start
 * @param projectionSeed of A and B
 * @param targets the layers adapted
 */
public record Vera(
    int rank, double dropout, double initial, int projectionSeed, TargetModules targets)
    implements Method {
  /** Each element of d at the start, by default and as PEFT has it. */
  static final double INITIAL_D = 0.1;

  static final Parameter<Double> INITIAL =
      Parameter.decimal("vera-initial", "d of VeRA at the start").moreThan(0).defaultsTo(INITIAL_D);

  static final Parameter<Integer> PROJECTION_SEED =
      Parameter.integer("projection-seed", "of VeRA's frozen projections, shared by trials")
          .between(0, Integer.MAX_VALUE)
          .defaultsTo(0);

  /** A, (r, in). */
  public static final AdapterTensor A = AdapterTensor.named("vera_A").inTraces("/vera_A");

  /** B, (out, r). */
  public static final AdapterTensor B = AdapterTensor.named("vera_B").inTraces("/vera_B");

  /** d, (r,). */
  public static final AdapterTensor D =
      AdapterTensor.named("vera_lambda_d").inPeft(".vera_lambda_d").inTraces("vera_lambda_d");

  /** b, (out,). */
  public static final AdapterTensor OUTPUTS =
      AdapterTensor.named("vera_lambda_b").inPeft(".vera_lambda_b").inTraces("vera_lambda_b");

  static final MethodType TYPE = new Type();

  private static final class Type extends MethodType {
    Type() {
      super(
          "vera",
          "VeRA",
          "Trained scales around shared random projections (Kopiczko et al., 2024)",
          Vera.class,
          List.of(A, B, D, OUTPUTS),
          List.of(Lora.RANK, Lora.DROPOUT, INITIAL, PROJECTION_SEED, Lora.TARGETS));
    }

    @Override
    public Method of(TrialConfig config) {
      return new Vera(
          config.get(Lora.RANK),
          config.get(Lora.DROPOUT),
          config.get(INITIAL),
          config.get(PROJECTION_SEED),
          new TargetModules(config.get(Lora.TARGETS)));
    }

    @Override
    public Optional<String> peftType() {
      return Optional.of(VeraForm.TYPE);
    }

    @Override
    public Optional<PeftForm> readPeft(PeftValues values) {
      return Optional.of(VeraForm.read(values));
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }

    @Override
    public Optional<Function<TraceValues, Method>> traced() {
      return Optional.of(
          trace ->
              new Vera(
                  trace.positiveInteger("rank"),
                  0,
                  trace.positive("d_initial"),
                  0,
                  new TargetModules(trace.texts("target_modules"))));
    }
  }

  public Vera {
    new Lora(rank, 1, dropout, targets);
    if (!(initial > 0)) {
      throw new IllegalArgumentException("vera-initial must be above 0: " + initial);
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public void attach(AdapterSet adapters, AdaptedBase base, long seed) {
    List<LinearLayer> layers = targets.select(base);
    Tensor right = projection(base, "A", rank, widest(layers, LinearLayer::inputs));
    Tensor left = projection(base, "B", widest(layers, LinearLayer::outputs), rank);
    share(adapters, layers, right, left);
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : layers) {
      float[] start = new float[rank];
      Arrays.fill(start, (float) initial);
      adapters.train(layer, D, scope.floats(start, rank));
      adapters.train(layer, OUTPUTS, scope.zeros(layer.outputs()));
    }
  }

  /**
   * Gives each layer its part of the projections.
   *
   * @param right A, (r, in) of the widest layer or wider
   * @param left B, (out, r) of the widest layer or wider
   */
  static void share(AdapterSet adapters, List<LinearLayer> layers, Tensor right, Tensor left) {
    TensorScope scope = adapters.scope();
    for (LinearLayer layer : layers) {
      adapters.share(layer, A, scope.adopt(right.columns(0, layer.inputs())));
      adapters.share(layer, B, scope.adopt(left.rows(0, layer.outputs())));
    }
  }

  private static int widest(Collection<LinearLayer> layers, ToIntFunction<LinearLayer> width) {
    return layers.stream().mapToInt(width).max().orElseThrow();
  }

  private Tensor projection(AdaptedBase base, String letter, int rows, int columns) {
    String name =
        String.format(Locale.ROOT, "vera_%s %d %dx%d", letter, projectionSeed, rows, columns);
    return base.shared(
        name,
        scope -> {
          Tensor values = scope.zeros(rows, columns);
          InitialValues.uniform(values, Math.sqrt(6.0 / columns), projectionSeed, "vera_" + letter);
          return values;
        });
  }

  /** Counts the shared projections once, with the first layer. */
  @Override
  public Map<LinearLayer, AdapterFootprint> footprints(List<LinearLayer> layers) {
    Map<LinearLayer, AdapterFootprint> footprints = new LinkedHashMap<>();
    List<LinearLayer> adapted = targets.select(layers);
    long common =
        (long) rank
            * (widest(adapted, LinearLayer::inputs) + widest(adapted, LinearLayer::outputs));
    for (LinearLayer layer : adapted) {
      footprints.put(
          layer,
          new AdapterFootprint(
              rank, rank + layer.outputs(), footprints.isEmpty() ? common : 0, 0, 0));
    }
    return footprints;
  }

  @Override
  public Map<AdapterTensor, LayerShape> shapes() {
    Map<AdapterTensor, LayerShape> shapes = new LinkedHashMap<>();
    shapes.put(A, LayerShape.of(rank, LayerShape.INPUTS));
    shapes.put(B, LayerShape.of(LayerShape.OUTPUTS, rank));
    shapes.put(D, LayerShape.of(rank));
    shapes.put(OUTPUTS, LayerShape.of(LayerShape.OUTPUTS));
    return shapes;
  }

  @Override
  public boolean isShared(AdapterTensor tensor) {
    return tensor.equals(A) || tensor.equals(B);
  }

  @Override
  public Map<String, Object> shared() {
    return Map.of("form is", name(), "rank is", rank);
  }

  @Override
  public Map<String, Object> sharedWithoutFiles() {
    return Map.of("projection-seed is", projectionSeed);
  }

  @Override
  public AdapterFigures figures() {
    return new AdapterFigures(rank, null, dropout, null);
  }

  /** Gradients of b and d come from those of the scaled factors, which are made too. */
  @Override
  public long stepOperations(LayerStep step) {
    return step.trainedFactors(rank);
  }

  @Override
  public Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    return LowRank.weightChange(scope, adapters, base, layer);
  }

  /** b and d of each layer, and A and B of the widest ones: all others' are parts of these. */
  @Override
  public Optional<PlainAdapter> plain(TensorScope scope, AdapterSet adapters) {
    Map<String, Tensor> common = new LinkedHashMap<>();
    common.put(VeraForm.A, adapters.get(widestOf(adapters, LinearLayer::inputs), A));
    common.put(VeraForm.B, adapters.get(widestOf(adapters, LinearLayer::outputs), B));
    return Optional.of(
        new PlainAdapter(
            new VeraForm(rank, dropout, initial, projectionSeed, true),
            LowRank.ownTensors(TYPE, adapters),
            common));
  }

  private static LinearLayer widestOf(AdapterSet adapters, ToIntFunction<LinearLayer> width) {
    return adapters.layers().stream().max(Comparator.comparingInt(width)).orElseThrow();
  }
}
