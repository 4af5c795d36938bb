package org.dashsweep.model.bert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.SingularVectorCache;
import org.dashsweep.adapter.SingularVectors;
import org.dashsweep.checkpoint.Checkpoint;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.model.SequenceEncoder;
import org.dashsweep.model.WeightIndex;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * The frozen weights of a BERT encoder, shared read only by the trials of a JVM. Whoever loads it
 * closes it, after the last trial.
 *
 * <p>Query, key and value are kept as one matrix (3 D, D): they read the same input, so they are
 * one product.
 */
public final class BertModel implements SequenceEncoder {
  private static final List<String> PROJECTIONS =
      List.of("attention.self.query", "attention.self.key", "attention.self.value");
  private static final String PREFIX = "bert.";
  private static final String JOINED = "attention.self.qkv";

  private final TensorScope scope;
  private final SingularVectorCache singularVectors;
  private final BertConfig config;
  private final Map<String, Tensor> embeddings = new LinkedHashMap<>();
  private final List<Map<String, Tensor>> blocks = new ArrayList<>();
  private final Map<String, Tensor> pooler = new LinkedHashMap<>();
  private final List<LinearLayer> linearLayers = new ArrayList<>();

  private final String prefix;
  private final WeightIndex weights;

  private BertModel(
      TensorScope scope, Checkpoint checkpoint, BertConfig config, Precision precision) {
    this.scope = scope;
    this.config = config;
    this.prefix =
        checkpoint.tensors().containsKey(PREFIX + "embeddings.word_embeddings.weight")
            ? PREFIX
            : "";
    WeightLoader loader = new WeightLoader(checkpoint, prefix, scope);
    this.weights = loader.index();
    read(loader, precision);
    // Last: it owns native memory that nobody would free if reading failed.
    this.singularVectors = new SingularVectorCache();
  }

  /**
   * Loads an encoder.
   *
   * @param checkpoint names as Hugging Face's {@code BertModel} has them, with or without {@code
   *     bert.} before them; heads are ignored
   * @param config its {@code config.json}
   * @param precision of the linear layers' weights; norms and embeddings are float32
   * @throws org.dashsweep.model.ModelException if the configuration and the tensors do not fit
   * @throws org.dashsweep.checkpoint.CheckpointException if a tensor is missing
   */
  public static BertModel load(Checkpoint checkpoint, JsonNode config, Precision precision) {
    return load(checkpoint, BertConfig.read(checkpoint.source(), config), precision);
  }

  /** Loads an encoder whose configuration has been read. */
  public static BertModel load(Checkpoint checkpoint, BertConfig config, Precision precision) {
    TensorScope scope = TensorScope.open();
    try {
      return new BertModel(scope, checkpoint, config, precision);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private void read(WeightLoader loader, Precision precision) {
    int hidden = config.hiddenSize();
    embedding(loader, "word_embeddings.weight", config.vocabularySize(), hidden);
    embedding(loader, "position_embeddings.weight", config.maximumPositions(), hidden);
    embedding(loader, "token_type_embeddings.weight", config.segments(), hidden);
    embedding(loader, "LayerNorm.weight", hidden);
    embedding(loader, "LayerNorm.bias", hidden);
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(readBlock(loader, i, precision));
    }
    if (loader.has("pooler.dense.weight")) {
      for (String name : List.of("pooler.dense.weight", "pooler.dense.bias")) {
        long[] shape = name.endsWith("bias") ? new long[] {hidden} : new long[] {hidden, hidden};
        pooler.put(name, loader.load(name, Precision.FLOAT32, shape));
      }
    }
  }

  private void embedding(WeightLoader loader, String name, long... shape) {
    embeddings.put(name, loader.load("embeddings." + name, Precision.FLOAT32, shape));
  }

  private Map<String, Tensor> readBlock(WeightLoader loader, int index, Precision precision) {
    String layer = "encoder.layer." + index + ".";
    int hidden = config.hiddenSize();
    List<Integer> rows = Collections.nCopies(PROJECTIONS.size(), hidden);
    int wide = config.intermediateSize();
    Map<String, Tensor> block = new LinkedHashMap<>();
    block.put(
        JOINED + ".weight",
        loader.loadJoined(
            PROJECTIONS.stream().map(name -> layer + name + ".weight").toList(),
            rows,
            precision,
            hidden));
    block.put(
        JOINED + ".bias",
        loader.loadJoined(
            PROJECTIONS.stream().map(name -> layer + name + ".bias").toList(), rows, precision));
    PROJECTIONS.forEach(name -> linearLayers.add(new LinearLayer(index, name, hidden, hidden)));
    linear(loader, block, index, "attention.output.dense", hidden, hidden, precision);
    linear(loader, block, index, "intermediate.dense", wide, hidden, precision);
    linear(loader, block, index, "output.dense", hidden, wide, precision);
    for (String norm : List.of("attention.output.LayerNorm", "output.LayerNorm")) {
      for (String part : List.of(".weight", ".bias")) {
        block.put(norm + part, loader.load(layer + norm + part, Precision.FLOAT32, hidden));
      }
    }
    return block;
  }

  private void linear(
      WeightLoader loader,
      Map<String, Tensor> block,
      int index,
      String module,
      int outputs,
      int inputs,
      Precision precision) {
    String name = "encoder.layer." + index + "." + module;
    block.put(module + ".weight", loader.load(name + ".weight", precision, outputs, inputs));
    block.put(module + ".bias", loader.load(name + ".bias", precision, outputs));
    linearLayers.add(new LinearLayer(index, module, outputs, inputs));
  }

  /** Its shape. */
  public BertConfig config() {
    return config;
  }

  @Override
  public int maximumPositions() {
    return config.maximumPositions();
  }

  @Override
  public SequenceClassifier classifier(
      TensorScope trial, AdapterSet adapters, ClassifierSettings settings) {
    return new BertClassifier(
        trial,
        this,
        config.withDropout(
            settings.hiddenDropout(), settings.attentionDropout(), settings.classifierDropout()),
        adapters,
        settings.adapterDropout(),
        settings.pooling(),
        BertClassifier.newHead(
            trial, this, settings.pooling(), settings.labels(), settings.seed()));
  }

  Map<String, Tensor> embeddings() {
    return embeddings;
  }

  Map<String, Tensor> block(int index) {
    return blocks.get(index);
  }

  /** The checkpoint's pooler; empty if it has none. */
  public Map<String, Tensor> pooler() {
    return pooler;
  }

  @Override
  public List<LinearLayer> linearLayers() {
    return List.copyOf(linearLayers);
  }

  @Override
  public Tensor weight(TensorScope handle, LinearLayer layer) {
    return weights.weight(handle, checkpointName(layer) + ".weight");
  }

  @Override
  public String checkpointName(LinearLayer layer) {
    return prefix + "encoder.layer." + layer.name();
  }

  @Override
  public String moduleName(LinearLayer layer) {
    return PREFIX + "encoder.layer." + layer.name();
  }

  /** Every weight by the checkpoint's own name. */
  public WeightIndex weights() {
    return weights;
  }

  @Override
  public SingularVectors singularVectors(LinearLayer layer) {
    return singularVectors.of(layer, this);
  }

  /**
   * Every tensor as it lies in memory: joined ones under their joint name, others under the
   * checkpoint's without {@code bert.}.
   */
  public Map<String, Tensor> frozenTensors() {
    Map<String, Tensor> tensors = new HashMap<>();
    embeddings.forEach((name, tensor) -> tensors.put("embeddings." + name, tensor));
    for (int i = 0; i < blocks.size(); i++) {
      String layer = "encoder.layer." + i + ".";
      blocks.get(i).forEach((name, tensor) -> tensors.put(layer + name, tensor));
    }
    return tensors;
  }

  @Override
  public void close() {
    singularVectors.close();
    scope.close();
  }
}
