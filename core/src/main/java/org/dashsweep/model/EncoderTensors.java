package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tensors of an encoder: embeddings, blocks, and the head if the checkpoint has one.
 * Norms, embeddings and the head are float32.
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
  private @Nullable EncoderHeadForm headForm;

  /**
   * Makes a reader of a checkpoint.
   *
   * @param scope owns what is read
   * @param precision of the linear layers' weights
   */
  EncoderTensors(
      TensorScope scope,
      Checkpoint checkpoint,
      EncoderPaths paths,
      EncoderConfig config,
      Precision precision) {
    this.scope = scope;
    this.config = config;
    this.precision = precision;
    this.head = new WeightLoader(checkpoint, "", scope);
    this.names = new EncoderNames(checkpoint, paths);
    this.encoder = head.below(names.prefix());
  }

  @Override
  public void readEmbedding(String key, String name, long... shape) {
    embeddings.put(key, encoder.load("embeddings." + name, Precision.FLOAT32, shape));
  }

  @Override
  public void readEmbeddingNorm(String name, Bias bias) {
    for (String part : bias.parts()) {
      readEmbedding("LayerNorm" + part, name + part, config.hiddenSize());
    }
  }

  @Override
  public void readShared(String name, long... shape) {
    shared.put(name, encoder.load("encoder." + name, Precision.FLOAT32, shape));
  }

  @Override
  public void readBlock(EncoderBlock block) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    linearLayers.addAll(block.layers());
    block.joints().forEach(joint -> readJoint(tensors, joint));
    block.linears().forEach(linear -> readLinear(tensors, linear));
    for (EncoderBlock.Norm norm : block.norms()) {
      String within =
          switch (norm.place()) {
            case BLOCK -> names.block(block.index());
            case ENCODER -> "";
          };
      for (String part : norm.bias().parts()) {
        tensors.put(
            norm.key() + part,
            encoder.load(within + norm.key() + part, Precision.FLOAT32, config.hiddenSize()));
      }
    }
    blocks.add(tensors);
  }

  private void readJoint(Map<String, Tensor> tensors, EncoderBlock.Joint joint) {
    List<Integer> rows = joint.layers().stream().map(LinearLayer::outputs).toList();
    int inputs = joint.layers().get(0).inputs();
    tensors.put(
        joint.name() + ".weight",
        encoder.loadJoined(named(joint, ".weight"), rows, precision, inputs));
    tensors.put(joint.name() + ".bias", encoder.loadJoined(named(joint, ".bias"), rows, precision));
  }

  private List<String> named(EncoderBlock.Joint joint, String part) {
    return joint.layers().stream().map(layer -> names.name(layer) + part).toList();
  }

  private void readLinear(Map<String, Tensor> tensors, EncoderBlock.Linear linear) {
    LinearLayer layer = linear.layer();
    String name = names.name(layer);
    for (String part : linear.bias().parts()) {
      long[] shape =
          part.equals(".weight")
              ? new long[] {layer.outputs(), layer.inputs()}
              : new long[] {layer.outputs()};
      tensors.put(layer.module() + part, encoder.load(name + part, precision, shape));
    }
  }

  @Override
  public void readHead(EncoderHeadForm form) {
    headForm = form;
    int hidden = config.hiddenSize();
    readHeadModule(EncoderHeadForm.POOLER, form.pooler(), new long[] {hidden, hidden});
    form.norm().ifPresent(norm -> readHeadModule(EncoderHeadForm.NORM, norm, new long[] {hidden}));
    String classifier = names.savedHeadModule(form.classifier()) + ".weight";
    if (head.has(classifier)) {
      // Its width is checked when it is loaded.
      long labels = head.elements(classifier) / hidden;
      readHeadModule(EncoderHeadForm.CLASSIFIER, form.classifier(), new long[] {labels, hidden});
    }
  }

  private void readHeadModule(String own, EncoderHeadForm.Module module, long[] shape) {
    String name = names.savedHeadModule(module);
    if (head.has(name + ".weight")) {
      for (String part : module.bias().parts()) {
        long[] partShape = part.equals(".weight") ? shape : new long[] {shape[0]};
        headTensors.put(own + part, head.load(name + part, Precision.FLOAT32, partShape));
      }
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
    return names.headName(headForm(), tensor);
  }

  /** Returns the form of the head that has been taken. */
  EncoderHeadForm headForm() {
    return Objects.requireNonNull(headForm);
  }

  /**
   * Returns all but the head: joined tensors under their joint name, others under the encoder's.
   */
  Map<String, Tensor> byName() {
    Map<String, Tensor> tensors = new HashMap<>();
    embeddings.forEach((name, tensor) -> tensors.put("embeddings." + name, tensor));
    for (int i = 0; i < blocks.size(); i++) {
      String layer = names.block(i);
      blocks.get(i).forEach((name, tensor) -> tensors.put(layer + name, tensor));
    }
    return tensors;
  }
}
