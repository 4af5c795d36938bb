package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.checkpoint.Checkpoint;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Reads the tensors of an encoder of BERT's form: embeddings, blocks, and the head if the
 * checkpoint has one. Norms, embeddings and the head are float32.
 *
 * <p>A block's query, key and value are kept as one matrix (3 D, D): they read the same input, so
 * they are one product.
 */
public final class EncoderTensors {
  private static final List<String> WEIGHT_AND_BIAS = List.of(".weight", ".bias");

  private final TensorScope scope;
  private final WeightLoader head;
  private final WeightLoader encoder;
  private final EncoderConfig config;
  private final Precision precision;
  private final String familyPrefix;
  private final String prefix;
  private final Map<String, Tensor> embeddings = new LinkedHashMap<>();
  private final List<Map<String, Tensor>> blocks = new ArrayList<>();
  private final Map<String, Tensor> headTensors = new LinkedHashMap<>();
  private final List<LinearLayer> linearLayers = new ArrayList<>();
  private String poolerPrefix = "";

  /**
   * A reader of a checkpoint.
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
    this.familyPrefix = prefix;
    this.prefix =
        checkpoint.tensors().keySet().stream().anyMatch(name -> name.startsWith(prefix))
            ? prefix
            : "";
    this.encoder = head.below(this.prefix);
  }

  /** The reader of tensors that only this family has; names are those within the encoder. */
  public WeightLoader encoder() {
    return encoder;
  }

  /** Reads one of the embeddings, {@code embeddings.NAME}. */
  public void readEmbedding(String name, long... shape) {
    embeddings.put(name, encoder.load("embeddings." + name, Precision.FLOAT32, shape));
  }

  /** Reads the norm behind the embeddings. */
  public void readEmbeddingNorm() {
    for (String part : WEIGHT_AND_BIAS) {
      readEmbedding("LayerNorm" + part, config.hiddenSize());
    }
  }

  /**
   * Reads all blocks.
   *
   * @param joined name of query, key and value as one
   * @param projections names of query, key and value
   * @param others further linear layers from D to D
   */
  public void readBlocks(String joined, List<String> projections, List<String> others) {
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(readBlock(i, joined, projections, others));
    }
  }

  private Map<String, Tensor> readBlock(
      int index, String joined, List<String> projections, List<String> others) {
    int hidden = config.hiddenSize();
    int wide = config.intermediateSize();
    Map<String, Tensor> block = new LinkedHashMap<>();
    List<LinearLayer> parts =
        projections.stream().map(name -> new LinearLayer(index, name, hidden, hidden)).toList();
    linearLayers.addAll(parts);
    List<Integer> rows = Collections.nCopies(parts.size(), hidden);
    block.put(
        joined + ".weight", encoder.loadJoined(names(parts, ".weight"), rows, precision, hidden));
    block.put(joined + ".bias", encoder.loadJoined(names(parts, ".bias"), rows, precision));
    others.forEach(name -> linear(block, new LinearLayer(index, name, hidden, hidden)));
    linear(block, new LinearLayer(index, "attention.output.dense", hidden, hidden));
    linear(block, new LinearLayer(index, "intermediate.dense", wide, hidden));
    linear(block, new LinearLayer(index, "output.dense", hidden, wide));
    for (String norm : List.of("attention.output.LayerNorm", "output.LayerNorm")) {
      for (String part : WEIGHT_AND_BIAS) {
        block.put(norm + part, encoder.load(layer(index) + norm + part, Precision.FLOAT32, hidden));
      }
    }
    return block;
  }

  private void linear(Map<String, Tensor> block, LinearLayer layer) {
    linearLayers.add(layer);
    String name = name(layer);
    block.put(
        layer.module() + ".weight",
        encoder.load(name + ".weight", precision, layer.outputs(), layer.inputs()));
    block.put(layer.module() + ".bias", encoder.load(name + ".bias", precision, layer.outputs()));
  }

  private static List<String> names(List<LinearLayer> layers, String part) {
    return layers.stream().map(layer -> name(layer) + part).toList();
  }

  private static String name(LinearLayer layer) {
    return layer(layer.block()) + layer.module();
  }

  private static String layer(int block) {
    return "encoder.layer." + block + ".";
  }

  /** Reads the pooler, if the checkpoint has one, from within the encoder. */
  public void readPoolerOfEncoder() {
    poolerPrefix = familyPrefix;
    readPooler(encoder);
  }

  /** Reads the pooler, if the checkpoint has one, from beside the encoder. */
  public void readPoolerOfHead() {
    readPooler(head);
  }

  private void readPooler(WeightLoader loader) {
    readHead(loader, "pooler.dense", config.hiddenSize());
  }

  /** Reads the classifier, if the checkpoint has one, whatever its number of labels. */
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
    return prefix + name(layer);
  }

  String moduleName(LinearLayer layer) {
    return familyPrefix + name(layer);
  }

  String headName(String tensor) {
    return tensor.startsWith("pooler.") ? poolerPrefix + tensor : tensor;
  }

  /** All but the head: joined tensors under their joint name, others under the encoder's. */
  Map<String, Tensor> byName() {
    Map<String, Tensor> tensors = new HashMap<>();
    embeddings.forEach((name, tensor) -> tensors.put("embeddings." + name, tensor));
    for (int i = 0; i < blocks.size(); i++) {
      String layer = layer(i);
      blocks.get(i).forEach((name, tensor) -> tensors.put(layer + name, tensor));
    }
    return tensors;
  }
}
