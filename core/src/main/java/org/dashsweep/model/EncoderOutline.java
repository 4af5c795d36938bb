package org.dashsweep.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TrainedBase;

/**
 * An encoder whose checkpoint has been held against its configuration, and none of whose weights
 * has been loaded. Immutable; holds no memory of the checkpoint's.
 */
public final class EncoderOutline implements EncoderShape {
  private final EncoderConfig config;
  private final EncoderNames names;
  private final List<LinearLayer> layers;
  private final Head head;
  private final Set<String> tensors;
  private final Set<String> encoder;

  /**
   * The head of an encoder.
   *
   * @param savedPooler whether the checkpoint has its pooler
   */
  record Head(EncoderHeadForm form, boolean savedPooler) {}

  EncoderOutline(
      EncoderConfig config,
      EncoderNames names,
      List<LinearLayer> layers,
      Head head,
      Set<String> tensors,
      Set<String> encoder) {
    this.config = config;
    this.names = names;
    this.layers = List.copyOf(layers);
    this.head = head;
    this.tensors = Set.copyOf(tensors);
    this.encoder = Set.copyOf(encoder);
  }

  /**
   * Returns the tensors of the head that a trial trains, by their names in Hugging Face's model.
   *
   * @param labels outputs of the classifier
   */
  public Map<String, List<Long>> headShapes(int labels, Pooling pooling) {
    long hidden = config.hiddenSize();
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    for (String module : head.form().own(pooling, head.savedPooler())) {
      long outputs = module.equals(EncoderHeadForm.CLASSIFIER) ? labels : hidden;
      boolean vector = module.equals(EncoderHeadForm.NORM);
      for (String part : head.form().module(module).bias().parts()) {
        shapes.put(
            headName(module + part),
            vector || part.equals(".bias") ? List.of(outputs) : List.of(outputs, hidden));
      }
    }
    return shapes;
  }

  /**
   * Refuses a method that finds no tensor to train in the encoder.
   *
   * @throws IllegalArgumentException naming the method
   */
  public void requireFits(Method method) {
    TrainedBase.requireAny(method, encoder);
  }

  /** Returns the checkpoint's names of all tensors that the encoder and its head are made of. */
  public Set<String> tensors() {
    return tensors;
  }

  @Override
  public EncoderConfig config() {
    return config;
  }

  @Override
  public List<LinearLayer> linearLayers() {
    return layers;
  }

  @Override
  public String checkpointName(LinearLayer layer) {
    return names.checkpointName(layer);
  }

  @Override
  public String moduleName(LinearLayer layer) {
    return names.moduleName(layer);
  }

  @Override
  public String headName(String tensor) {
    return names.headName(head.form(), tensor);
  }
}
