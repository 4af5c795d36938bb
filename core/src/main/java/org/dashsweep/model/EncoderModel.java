package org.dashsweep.model;

import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.SingularVectorCache;
import org.dashsweep.adapter.SingularVectors;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;

/**
 * The frozen weights of an encoder of BERT's form, and what its family's TorchScript needs to know.
 */
public abstract class EncoderModel implements SequenceEncoder {
  private final EncoderTensors tensors;
  private final SingularVectorCache singularVectors;

  /** Makes a model of what has been read; closing it closes the reader's scope. */
  protected EncoderModel(EncoderTensors tensors) {
    this.tensors = tensors;
    // Last: it owns native memory that nobody would free if anything failed.
    this.singularVectors = new SingularVectorCache(device());
  }

  /** Returns the name of a checkpoint's configuration in messages. */
  protected static String configOf(Checkpoint checkpoint) {
    return "config.json of " + checkpoint.source();
  }

  /** Returns its configuration. */
  public EncoderConfig config() {
    return tensors.config();
  }

  /** Returns the family's source on the class path, which completes {@code encoder.py}. */
  protected abstract String source();

  /** Returns the family's own attributes of the script. */
  protected abstract Map<String, Object> attributes(ClassifierSettings settings);

  /** Returns whether the head has a pooler even if the checkpoint has none. */
  protected abstract boolean alwaysPools();

  /** Adds to a batch's layout what the family's attention needs; by default nothing. */
  protected void complete(
      Map<String, Tensor> layout, EncoderClassifier.Call call, TensorScope work) {}

  @Override
  public EncoderClassifier classifier(
      TensorScope trial, AdapterSet adapters, ClassifierSettings settings) {
    return classifier(trial, adapters, settings, EncoderHead.create(trial, this, settings));
  }

  /**
   * Puts a trial's adapters and a head on the encoder.
   *
   * @param head {@code classifier.weight} (labels, D), {@code classifier.bias} (labels,) and
   *     perhaps {@code pooler.dense.*}; they train
   */
  public EncoderClassifier classifier(
      TensorScope trial,
      AdapterSet adapters,
      ClassifierSettings settings,
      Map<String, Tensor> head) {
    return new EncoderClassifier(trial, this, adapters, settings, head);
  }

  @Override
  public int maximumPositions() {
    return config().maximumPositions();
  }

  @Override
  public boolean sharesPositionQueries() {
    return false;
  }

  @Override
  public int vocabularySize() {
    return config().vocabularySize();
  }

  @Override
  public int segments() {
    return config().segments();
  }

  Map<String, Tensor> embeddings() {
    return tensors.embeddings();
  }

  Map<String, Tensor> block(int index) {
    return tensors.blocks().get(index);
  }

  /** Returns the checkpoint's pooler and classifier, as far as it has them. */
  public Map<String, Tensor> head() {
    return tensors.head();
  }

  @Override
  public final Device device() {
    return tensors.scope().device();
  }

  @Override
  public List<LinearLayer> linearLayers() {
    return List.copyOf(tensors.linearLayers());
  }

  @Override
  public Tensor weight(TensorScope handle, LinearLayer layer) {
    return weights().weight(handle, checkpointName(layer) + ".weight");
  }

  @Override
  public String checkpointName(LinearLayer layer) {
    return tensors.checkpointName(layer);
  }

  @Override
  public String moduleName(LinearLayer layer) {
    return tensors.moduleName(layer);
  }

  @Override
  public String headName(String tensor) {
    return tensors.headName(tensor);
  }

  /** Returns every weight by the checkpoint's own name. */
  public WeightIndex weights() {
    return tensors.index();
  }

  @Override
  public SingularVectors singularVectors(LinearLayer layer) {
    return singularVectors.of(layer, this);
  }

  /**
   * Returns every tensor of embeddings and blocks as it lies in memory. Joined tensors have their
   * joint name, others the checkpoint's without the family's prefix.
   */
  public Map<String, Tensor> frozenTensors() {
    return tensors.byName();
  }

  @Override
  public void close() {
    singularVectors.close();
    tensors.scope().close();
  }
}
