package org.dashsweep.model.decoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.SingularVectorCache;
import org.dashsweep.adapter.SingularVectors;
import org.dashsweep.model.WeightIndex;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;

/**
 * The frozen weights of a decoder with its language-model head, shared read only by the trials of a
 * JVM. Its loader closes it, after the last trial.
 *
 * <p>Query, key and value are kept as one matrix, and so are gate and up. They read the same input,
 * so they are one product.
 */
public final class DecoderModel implements AdaptedBase, AutoCloseable {
  private final TensorScope scope;
  private final SingularVectorCache singularVectors;
  private final DecoderConfig config;
  private final Precision precision;
  private final WeightLoader loader;
  private final Map<String, Tensor> embeddings = new LinkedHashMap<>();
  private final List<Map<String, Tensor>> blocks = new ArrayList<>();
  private final Map<String, Tensor> head = new LinkedHashMap<>();

  private DecoderModel(
      TensorScope scope, Checkpoint checkpoint, DecoderConfig config, Precision precision) {
    this.scope = scope;
    this.config = config;
    this.precision = precision;
    this.loader = new WeightLoader(checkpoint, "", scope);
    read();
    // Last: it owns native memory that nobody would free if reading failed.
    this.singularVectors = new SingularVectorCache(scope.device());
  }

  /**
   * Loads a decoder for the CPU, as {@link #load(Checkpoint, DecoderConfig, Precision, Device)}.
   */
  public static DecoderModel load(
      Checkpoint checkpoint, DecoderConfig config, Precision precision) {
    return load(checkpoint, config, precision, Device.cpu());
  }

  /**
   * Loads a decoder.
   *
   * @param checkpoint names as Hugging Face's {@code LlamaForCausalLM} has them
   * @param config its shape
   * @param precision of the linear layers' weights and of the head; norms and embeddings are
   *     float32
   * @param device where they are to lie
   * @throws org.dashsweep.model.ModelException if the configuration and the tensors do not fit, or
   *     the checkpoint holds a tensor that is not known
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static DecoderModel load(
      Checkpoint checkpoint, DecoderConfig config, Precision precision, Device device) {
    DecoderWeights.require(checkpoint, config);
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(scope, () -> new DecoderModel(scope, checkpoint, config, precision));
  }

  private void read() {
    int hidden = config.hiddenSize();
    int vocabulary = config.vocabularySize();
    Tensor words = loader.load(DecoderWeights.EMBEDDINGS, Precision.FLOAT32, vocabulary, hidden);
    embeddings.put("embed_tokens.weight", words);
    float[] frequencies = config.rotary().frequencies(config.headWidth());
    embeddings.put("rotary_frequencies", scope.floats(frequencies, frequencies.length));
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(readBlock(i));
    }
    head.put("norm.weight", loader.load(DecoderWeights.NORM, Precision.FLOAT32, hidden));
    if (config.tiedEmbeddings()) {
      // Under its one name: see Arguments.
      head.put("embed_tokens.weight", words);
    } else {
      head.put(
          DecoderWeights.HEAD, loader.load(DecoderWeights.HEAD, precision, vocabulary, hidden));
    }
  }

  private Map<String, Tensor> readBlock(int index) {
    List<LinearLayer> layers = config.linearLayers(index);
    Map<String, Tensor> block = new LinkedHashMap<>();
    joined(block, "self_attn.qkv_proj", layers.subList(0, 3));
    linear(block, layers.get(3));
    joined(block, "mlp.gate_up_proj", layers.subList(4, 6));
    linear(block, layers.get(6));
    norms(block, index, DecoderWeights.NORMS, config.hiddenSize());
    norms(block, index, config.headNorms(), config.headWidth());
    return block;
  }

  private void norms(Map<String, Tensor> block, int index, List<String> names, int width) {
    String prefix = DecoderConfig.prefix(index);
    names.forEach(name -> block.put(name, loader.load(prefix + name, Precision.FLOAT32, width)));
  }

  private void linear(Map<String, Tensor> block, LinearLayer layer) {
    String name = checkpointName(layer);
    block.put(
        layer.module() + ".weight",
        loader.load(name + ".weight", precision, layer.outputs(), layer.inputs()));
    if (config.attention().biases().has(layer.module())) {
      block.put(layer.module() + ".bias", loader.load(name + ".bias", precision, layer.outputs()));
    }
  }

  /** Either all of the parts have a bias or none has. */
  private void joined(Map<String, Tensor> block, String name, List<LinearLayer> parts) {
    List<Integer> rows = parts.stream().map(LinearLayer::outputs).toList();
    block.put(
        name + ".weight",
        loader.loadJoined(named(parts, ".weight"), rows, precision, parts.get(0).inputs()));
    if (config.attention().biases().has(parts.get(0).module())) {
      block.put(name + ".bias", loader.loadJoined(named(parts, ".bias"), rows, precision));
    }
  }

  private List<String> named(List<LinearLayer> layers, String suffix) {
    return layers.stream().map(layer -> checkpointName(layer) + suffix).toList();
  }

  /** The head without what the embeddings hold already. */
  private Map<String, Tensor> untied() {
    Map<String, Tensor> own = new LinkedHashMap<>(head);
    own.keySet().removeAll(embeddings.keySet());
    return own;
  }

  /** Its shape. */
  public DecoderConfig config() {
    return config;
  }

  /** Returns the precision of the linear layers and of a head that is not the embeddings. */
  Precision precision() {
    return precision;
  }

  Map<String, Tensor> embeddings() {
    return embeddings;
  }

  Map<String, Tensor> block(int index) {
    return blocks.get(index);
  }

  Map<String, Tensor> head() {
    return head;
  }

  /** Every weight by the checkpoint's own name; not a head that is the embeddings. */
  public WeightIndex weights() {
    return loader.index();
  }

  @Override
  public int keyValueHeads() {
    return config.keyValueHeads();
  }

  @Override
  public Device device() {
    return scope.device();
  }

  @Override
  public List<LinearLayer> linearLayers() {
    return config.linearLayers();
  }

  @Override
  public String checkpointName(LinearLayer layer) {
    return config.checkpointName(layer);
  }

  @Override
  public Tensor weight(TensorScope handle, LinearLayer layer) {
    return weights().weight(handle, checkpointName(layer) + ".weight");
  }

  @Override
  public List<BaseTensor> tensors() {
    List<BaseTensor> all =
        new ArrayList<>(weights().baseTensors(BaseTensor.EMBEDDINGS, embeddings, head));
    for (int i = 0; i < blocks.size(); i++) {
      all.addAll(weights().baseTensors(Integer.toString(i), blocks.get(i), Map.of()));
    }
    all.addAll(weights().baseTensors(BaseTensor.HEAD, untied(), Map.of()));
    return all;
  }

  @Override
  public Tensor copy(TensorScope scope, BaseTensor tensor) {
    return weights().copy(scope, tensor);
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
