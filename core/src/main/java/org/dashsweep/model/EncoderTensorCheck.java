package org.dashsweep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.weights.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tensors of an encoder against its configuration, as {@link EncoderTensors} does when it
 * loads them.
 */
final class EncoderTensorCheck implements EncoderParts {
  private final Checkpoint checkpoint;
  private final EncoderConfig config;
  private final EncoderNames names;
  private final RequiredTensors tensors;
  private final List<LinearLayer> layers = new ArrayList<>();
  private @Nullable EncoderHeadForm form;
  private boolean savedPooler;
  private Set<String> encoder = Set.of();

  /** Makes a check of nothing so far. */
  EncoderTensorCheck(Checkpoint checkpoint, EncoderPaths paths, EncoderConfig config) {
    this.checkpoint = checkpoint;
    this.config = config;
    this.names = new EncoderNames(checkpoint, paths);
    this.tensors = new RequiredTensors(checkpoint);
  }

  /** Returns the outline of the encoder, all of which has been taken. */
  EncoderOutline outline() {
    return new EncoderOutline(
        config,
        names,
        layers,
        new EncoderOutline.Head(Objects.requireNonNull(form), savedPooler),
        tensors.names(),
        encoder);
  }

  @Override
  public void readEmbedding(String key, String name, long... shape) {
    tensors.require(names.inCheckpoint("embeddings." + name), shape);
  }

  @Override
  public void readEmbeddingNorm(String name, Bias bias) {
    vectors(names.inCheckpoint("embeddings." + name), bias);
  }

  @Override
  public void readShared(String name, long... shape) {
    tensors.require(names.inCheckpoint("encoder." + name), shape);
  }

  @Override
  public void readBlock(EncoderBlock block) {
    layers.addAll(block.layers());
    block.joints().forEach(joint -> joint.layers().forEach(layer -> linear(layer, Bias.ADDED)));
    block.linears().forEach(linear -> linear(linear.layer(), linear.bias()));
    for (EncoderBlock.Norm norm : block.norms()) {
      String within =
          switch (norm.place()) {
            case BLOCK -> names.block(block.index());
            case ENCODER -> "";
          };
      vectors(names.inCheckpoint(within + norm.key()), norm.bias());
    }
  }

  private void linear(LinearLayer layer, Bias bias) {
    linear(names.checkpointName(layer), bias, layer.outputs(), layer.inputs());
  }

  private void linear(String name, Bias bias, long outputs, long inputs) {
    for (String part : bias.parts()) {
      long[] shape = part.equals(".weight") ? new long[] {outputs, inputs} : new long[] {outputs};
      tensors.require(name + part, shape);
    }
  }

  private void vectors(String name, Bias bias) {
    bias.parts().forEach(part -> tensors.require(name + part, config.hiddenSize()));
  }

  @Override
  public void readHead(EncoderHeadForm taken) {
    form = taken;
    encoder = tensors.names();
    savedPooler = isSaved(taken.pooler());
    if (savedPooler) {
      linear(
          names.savedHeadModule(taken.pooler()),
          taken.pooler().bias(),
          config.hiddenSize(),
          config.hiddenSize());
    }
    taken
        .norm()
        .filter(this::isSaved)
        .ifPresent(norm -> vectors(names.savedHeadModule(norm), norm.bias()));
    if (isSaved(taken.classifier())) {
      String name = names.savedHeadModule(taken.classifier());
      // Its width is checked with its shape.
      long labels = checkpoint.tensor(name + ".weight").elements() / config.hiddenSize();
      linear(name, taken.classifier().bias(), labels, config.hiddenSize());
    }
  }

  private boolean isSaved(EncoderHeadForm.Module module) {
    return checkpoint.tensors().containsKey(names.savedHeadModule(module) + ".weight");
  }

  @Override
  public void requireNoOthers(Predicate<String> ignored) {
    tensors.requireNoOthers(ignored);
  }
}
