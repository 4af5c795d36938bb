package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.SingularVectorCache;
import org.dashsweep.adapter.SingularVectors;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** The frozen weights of an encoder, and what its family's TorchScript needs to know. */
public abstract class EncoderModel implements SequenceEncoder {
  private final EncoderTensors tensors;
  private final SingularVectorCache singularVectors;

  /** Makes a model of what has been read; closing it closes the reader's scope. */
  protected EncoderModel(EncoderTensors tensors) {
    this.tensors = tensors;
    // Last: it owns native memory that nobody would free if anything failed.
    this.singularVectors = new SingularVectorCache(device());
  }

  @Override
  public EncoderConfig config() {
    return tensors.config();
  }

  /** Returns the sources on the class path that complete {@code encoder.py}. */
  protected abstract List<String> sources();

  /** Returns the script's method that computes a block. */
  protected String blockMethod(int block) {
    return "block";
  }

  /** Returns the position of each token of a batch, (N,). */
  protected Tensor positions(TensorScope work, PackedBatch batch) {
    return batch.positions(work);
  }

  /** Returns the family's own attributes of the script. */
  protected abstract Map<String, Object> attributes(ClassifierSettings settings);

  /** Adds to a batch's layout what the family's attention needs; by default nothing. */
  protected void complete(
      Map<String, Tensor> layout,
      EncoderClassifier.Call call,
      TensorScope work,
      AdapterSet adapters) {}

  @Override
  public EncoderClassifier classifier(
      TensorScope trial, AdapterSet adapters, ClassifierSettings settings) {
    return classifier(trial, adapters, settings, EncoderHead.create(trial, this, settings));
  }

  /**
   * Puts a trial's adapters and a head on the encoder.
   *
   * @param head {@code classifier.weight} (labels, D), {@code classifier.bias} (labels,) and
   *     perhaps {@code pooler.dense.*} and {@code pooler.norm.*}; they train
   */
  public EncoderClassifier classifier(
      TensorScope trial,
      AdapterSet adapters,
      ClassifierSettings settings,
      Map<String, Tensor> head) {
    return new EncoderClassifier(trial, this, adapters, settings, head);
  }

  Map<String, Tensor> embeddings() {
    return tensors.embeddings();
  }

  Map<String, Tensor> block(int index) {
    return tensors.blocks().get(index);
  }

  /** Returns the names of the weights of Hugging Face's sequence classifier's head. */
  public List<String> headWeights() {
    List<String> weights = new ArrayList<>();
    tensors.headForm().own(config().pooling(), true).forEach(name -> weights.add(name + ".weight"));
    Collections.reverse(weights);
    return weights;
  }

  /** Returns the checkpoint's pooler and classifier, as far as it has them. */
  public Map<String, Tensor> head() {
    return tensors.head();
  }

  EncoderHeadForm headForm() {
    return tensors.headForm();
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
  public List<BaseTensor> tensors() {
    List<BaseTensor> all =
        new ArrayList<>(
            weights().baseTensors(BaseTensor.EMBEDDINGS, tensors.embeddings(), Map.of()));
    for (int i = 0; i < tensors.blocks().size(); i++) {
      all.addAll(weights().baseTensors(Integer.toString(i), tensors.blocks().get(i), Map.of()));
    }
    all.addAll(weights().baseTensors(BaseTensor.SHARED, tensors.shared(), Map.of()));
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
