package org.dashsweep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.weights.Checkpoint;

/**
 * Holds the tensors of an encoder of BERT's form against its configuration, as {@link
 * EncoderTensors} does when it loads them.
 */
public final class EncoderCheck implements EncoderParts {
  private final Checkpoint checkpoint;
  private final EncoderConfig config;
  private final EncoderNames names;
  private final RequiredTensors tensors;
  private final List<LinearLayer> layers = new ArrayList<>();
  private boolean savedPooler;

  /**
   * Makes a check of nothing so far.
   *
   * @param prefix before the names of the encoder's tensors, such as {@code bert.}, if the
   *     checkpoint has them there
   */
  public EncoderCheck(Checkpoint checkpoint, String prefix, EncoderConfig config) {
    this.checkpoint = checkpoint;
    this.config = config;
    this.names = new EncoderNames(checkpoint, prefix);
    this.tensors = new RequiredTensors(checkpoint);
  }

  /** Returns the outline of the encoder, as far as it is known now. */
  public EncoderOutline outline(EncoderOutline.Family family) {
    return new EncoderOutline(config, names, layers, family, savedPooler, tensors.names());
  }

  @Override
  public void readEmbedding(String name, long... shape) {
    tensors.require(names.inCheckpoint("embeddings." + name), shape);
  }

  @Override
  public void readEmbeddingNorm() {
    both("embeddings.LayerNorm", config.hiddenSize());
  }

  @Override
  public void readShared(String name, long... shape) {
    tensors.require(names.inCheckpoint("encoder." + name), shape);
  }

  @Override
  public void readBlocks(String joined, List<String> projections, List<String> others) {
    for (int block = 0; block < config.blocks(); block++) {
      for (LinearLayer layer : EncoderNames.layers(config, block, projections, others)) {
        layers.add(layer);
        String name = names.checkpointName(layer);
        tensors.require(name + ".weight", layer.outputs(), layer.inputs());
        tensors.require(name + ".bias", layer.outputs());
      }
      for (String norm : EncoderNames.NORMS) {
        both(EncoderNames.block(block) + norm, config.hiddenSize());
      }
    }
  }

  private void both(String name, long size) {
    for (String part : EncoderNames.WEIGHT_AND_BIAS) {
      tensors.require(names.inCheckpoint(name + part), size);
    }
  }

  @Override
  public void readPoolerOfEncoder() {
    names.poolerIsInEncoder();
    savedPooler = head(names.inCheckpoint("pooler.dense"), config.hiddenSize());
  }

  @Override
  public void readPoolerOfHead() {
    savedPooler = head("pooler.dense", config.hiddenSize());
  }

  @Override
  public void readClassifier() {
    if (checkpoint.tensors().containsKey("classifier.weight")) {
      // Its width is checked with its shape.
      head("classifier", checkpoint.tensor("classifier.weight").elements() / config.hiddenSize());
    }
  }

  private boolean head(String name, long outputs) {
    boolean saved = checkpoint.tensors().containsKey(name + ".weight");
    if (saved) {
      tensors.require(name + ".weight", outputs, config.hiddenSize());
      tensors.require(name + ".bias", outputs);
    }
    return saved;
  }

  @Override
  public void requireNoOthers(Predicate<String> ignored) {
    tensors.requireNoOthers(ignored);
  }
}
