package org.dashsweep.model.sdxl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.SingularVectorCache;
import org.dashsweep.adapter.SingularVectors;
import org.dashsweep.model.RequiredTensors;
import org.dashsweep.model.WeightIndex;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;

/**
 * The frozen weights of a U-Net, shared read only by the trials of a JVM. Its loader closes it,
 * after the last trial.
 *
 * <p>Projections that read the same input are kept as one matrix, so they are one product.
 */
public final class UnetModel implements AdaptedBase, AutoCloseable {
  private final TensorScope scope;
  private final SingularVectorCache singularVectors;
  private final UnetConfig config;
  private final Precision precision;
  private final List<UnetUnit> units;
  private final List<LinearLayer> layers;
  private final WeightLoader loader;
  private final Map<String, Tensor> embeddings = new LinkedHashMap<>();
  private final List<Map<String, Tensor>> weights = new ArrayList<>();

  private UnetModel(
      TensorScope scope, Checkpoint checkpoint, UnetConfig config, Precision precision) {
    this.scope = scope;
    this.config = config;
    this.precision = precision;
    this.units = config.units();
    this.layers = config.linearLayers();
    this.loader = new WeightLoader(checkpoint, "", scope);
    describeEmbeddings(config, new LoadedWeights(loader, "", precision, embeddings));
    for (UnetUnit unit : units) {
      Map<String, Tensor> own = new LinkedHashMap<>();
      unit.describe(new LoadedWeights(loader, unit.prefix(), precision, own));
      weights.add(own);
    }
    // Last: it owns native memory that nobody would free if reading failed.
    this.singularVectors = new SingularVectorCache(scope.device());
  }

  /**
   * Loads a U-Net.
   *
   * @param checkpoint names as diffusers' UNet2DConditionModel has them
   * @param config its shape
   * @param precision of convolutions and linear layers; norms are float32
   * @param device where the weights are to lie
   * @throws org.dashsweep.model.ModelException if configuration and tensors do not fit, or the
   *     checkpoint holds a tensor that is not known
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static UnetModel load(
      Checkpoint checkpoint, UnetConfig config, Precision precision, Device device) {
    require(checkpoint, config);
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(scope, () -> new UnetModel(scope, checkpoint, config, precision));
  }

  /**
   * Requires every tensor that the configuration asks for, and no others. Reads no weights.
   *
   * @throws org.dashsweep.model.ModelException naming file and tensor if they do not fit
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static void require(Checkpoint checkpoint, UnetConfig config) {
    RequiredTensors required = new RequiredTensors(checkpoint);
    describeEmbeddings(config, new RequiredWeights(required, ""));
    config.units().forEach(unit -> unit.describe(new RequiredWeights(required, unit.prefix())));
    required.requireNoOthers(name -> false);
  }

  /** Returns names and shapes of the tensors that a configuration asks for. */
  public static SortedMap<String, List<Long>> shapes(UnetConfig config) {
    SortedMap<String, List<Long>> shapes = new TreeMap<>();
    describeEmbeddings(config, new ShapesOfWeights("", shapes));
    config.units().forEach(unit -> unit.describe(new ShapesOfWeights(unit.prefix(), shapes)));
    return shapes;
  }

  static void describeEmbeddings(UnetConfig config, UnitWeights weights) {
    int width = config.timeWidth();
    weights.fixedLinear("time_embedding.linear_1", width, config.channels().get(0));
    weights.fixedLinear("time_embedding.linear_2", width, width);
    weights.fixedLinear("add_embedding.linear_1", width, config.embedding().inputs());
    weights.fixedLinear("add_embedding.linear_2", width, width);
  }

  /** Its shape. */
  public UnetConfig config() {
    return config;
  }

  /** The format of its convolutions and linear layers. */
  public Precision precision() {
    return precision;
  }

  List<UnetUnit> units() {
    return units;
  }

  Map<String, Tensor> embeddings() {
    return embeddings;
  }

  Map<String, Tensor> weights(int unit) {
    return weights.get(unit);
  }

  /** Every weight by the checkpoint's own name. */
  public WeightIndex weights() {
    return loader.index();
  }

  @Override
  public Device device() {
    return scope.device();
  }

  @Override
  public List<LinearLayer> linearLayers() {
    return layers;
  }

  @Override
  public String checkpointName(LinearLayer layer) {
    return units.get(layer.block()).prefix() + layer.module();
  }

  @Override
  public Tensor weight(TensorScope handle, LinearLayer layer) {
    return weights().weight(handle, checkpointName(layer) + ".weight");
  }

  @Override
  public Tensor shared(String name, Function<TensorScope, Tensor> make) {
    return singularVectors.shared(name, make);
  }

  @Override
  public SingularVectors singularVectors(LinearLayer layer) {
    return singularVectors.of(layer, this);
  }

  @Override
  public void close() {
    singularVectors.close();
    scope.close();
  }
}
