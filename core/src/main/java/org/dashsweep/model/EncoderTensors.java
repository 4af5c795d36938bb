package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;

/**
 * Reads the tensors of an encoder of BERT's form: embeddings, blocks, and the head if the
 * checkpoint has one. Norms, embeddings and the head are float32.
 *
 * <p>A block's query, key and value are kept as one matrix (3 D, D). They read the same input, so
 * they are one product.
 */
public final class EncoderTensors implements EncoderParts {
  private final TensorScope scope;
  private final WeightLoader head;
  private final WeightLoader encoder;
  private final EncoderConfig config;
  private final Precision precision;
  private final EncoderNames names;
  private final Map<String, Tensor> embeddings = new LinkedHashMap<>();
  private final List<Map<String, Tensor>> blocks = new ArrayList<>();
  private final Map<String, Tensor> shared = new LinkedHashMap<>();
  private final Map<String, Tensor> headTensors = new LinkedHashMap<>();
  private final List<LinearLayer> linearLayers = new ArrayList<>();

  /**
   * Makes a reader of a checkpoint.
   *
   * @param scope owns what is read
   * @param prefix before the names of the encoder's tensors, such as {@code bert.}, if the
   *     checkpoint has them there
   * @param precision of the linear layers' weights
   */
  public EncoderTensors(
      TensorScope scope,
      Checkpoint checkpoint,
      String prefix,
      EncoderConfig config,
      Precision precision) {
    this.scope = scope;
    this.config = config;
    this.precision = precision;
    this.head = new WeightLoader(checkpoint, "", scope);
    this.names = new EncoderNames(checkpoint, prefix);
    this.encoder = head.below(names.prefix());
  }

  @Override
  public void readEmbedding(String name, long... shape) {
    embeddings.put(name, encoder.load("embeddings." + name, Precision.FLOAT32, shape));
  }

  @Override
  public void readEmbeddingNorm() {
    for (String part : EncoderNames.WEIGHT_AND_BIAS) {
      readEmbedding("LayerNorm" + part, config.hiddenSize());
    }
  }

  @Override
  public void readShared(String name, long... shape) {
    shared.put(name, encoder.load("encoder." + name, Precision.FLOAT32, shape));
  }

  @Override
  public void readBlocks(String joined, List<String> projections, List<String> others) {
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(readBlock(i, joined, projections, others));
    }
  }

  private Map<String, Tensor> readBlock(
      int index, String joined, List<String> projections, List<String> others) {
    int hidden = config.hiddenSize();
    Map<String, Tensor> block = new LinkedHashMap<>();
    List<LinearLayer> layers = EncoderNames.layers(config, index, projections, others);
    linearLayers.addAll(layers);
    List<LinearLayer> parts = layers.subList(0, projections.size());
    List<Integer> rows = Collections.nCopies(parts.size(), hidden);
    block.put(
        joined + ".weight", encoder.loadJoined(named(parts, ".weight"), rows, precision, hidden));
    block.put(joined + ".bias", encoder.loadJoined(named(parts, ".bias"), rows, precision));
    layers.subList(projections.size(), layers.size()).forEach(layer -> linear(block, layer));
    for (String norm : EncoderNames.NORMS) {
      for (String part : EncoderNames.WEIGHT_AND_BIAS) {
        block.put(
            norm + part,
            encoder.load(EncoderNames.block(index) + norm + part, Precision.FLOAT32, hidden));
      }
    }
    return block;
  }

  private void linear(Map<String, Tensor> block, LinearLayer layer) {
    String name = EncoderNames.name(layer);
    block.put(
        layer.module() + ".weight",
        encoder.load(name + ".weight", precision, layer.outputs(), layer.inputs()));
    block.put(layer.module() + ".bias", encoder.load(name + ".bias", precision, layer.outputs()));
  }

  private static List<String> named(List<LinearLayer> layers, String part) {
    return layers.stream().map(layer -> EncoderNames.name(layer) + part).toList();
  }

  @Override
  public void readPoolerOfEncoder() {
    names.poolerIsInEncoder();
    readPooler(encoder);
  }

  @Override
  public void readPoolerOfHead() {
    readPooler(head);
  }

  private void readPooler(WeightLoader loader) {
    readHead(loader, "pooler.dense", config.hiddenSize());
  }

  @Override
  public void readClassifier() {
    if (head.has("classifier.weight")) {
      // Its width is checked when it is loaded.
      long labels = head.elements("classifier.weight") / config.hiddenSize();
      readHead(head, "classifier", labels);
    }
  }

  private void readHead(WeightLoader loader, String name, long outputs) {
    if (loader.has(name + ".weight")) {
      headTensors.put(
          name + ".weight",
          loader.load(name + ".weight", Precision.FLOAT32, outputs, config.hiddenSize()));
      headTensors.put(name + ".bias", loader.load(name + ".bias", Precision.FLOAT32, outputs));
    }
  }

  @Override
  public void requireNoOthers(Predicate<String> ignored) {
    head.requireNoOthers(ignored);
  }

  TensorScope scope() {
    return scope;
  }

  EncoderConfig config() {
    return config;
  }

  Map<String, Tensor> embeddings() {
    return embeddings;
  }

  List<Map<String, Tensor>> blocks() {
    return blocks;
  }

  /** Returns the tensors that all blocks share, by name. */
  public Map<String, Tensor> shared() {
    return Collections.unmodifiableMap(shared);
  }

  Map<String, Tensor> head() {
    return headTensors;
  }

  List<LinearLayer> linearLayers() {
    return linearLayers;
  }

  WeightIndex index() {
    return head.index();
  }

  String checkpointName(LinearLayer layer) {
    return names.checkpointName(layer);
  }

  String moduleName(LinearLayer layer) {
    return names.moduleName(layer);
  }

  String headName(String tensor) {
    return names.headName(tensor);
  }

  /**
   * Returns all but the head: joined tensors under their joint name, others under the encoder's.
   */
  Map<String, Tensor> byName() {
    Map<String, Tensor> tensors = new HashMap<>();
    embeddings.forEach((name, tensor) -> tensors.put("embeddings." + name, tensor));
    for (int i = 0; i < blocks.size(); i++) {
      String layer = EncoderNames.block(i);
      blocks.get(i).forEach((name, tensor) -> tensors.put(layer + name, tensor));
    }
    return tensors;
  }
}
