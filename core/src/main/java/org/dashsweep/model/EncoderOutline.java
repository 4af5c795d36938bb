package org.dashsweep.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dashsweep.adapter.LinearLayer;

/**
 * An encoder whose checkpoint has been held against its configuration, and none of whose weights
 * has been loaded. Immutable; holds no memory of the checkpoint's.
 */
public final class EncoderOutline implements EncoderShape {
  private final EncoderConfig config;
  private final EncoderNames names;
  private final List<LinearLayer> layers;
  private final Family family;
  private final boolean savedPooler;
  private final Set<String> tensors;

  /**
   * The part of an encoder's shape that only its family knows.
   *
   * @param sharesPositionQueries see {@link EncoderShape#sharesPositionQueries}
   * @param pooler the case in which a head that reads the first token has one
   */
  public record Family(boolean sharesPositionQueries, Pooler pooler) {}

  /** The case in which a head that reads the first token has a pooler. */
  public enum Pooler {
    ALWAYS,
    WHERE_SAVED
  }

  EncoderOutline(
      EncoderConfig config,
      EncoderNames names,
      List<LinearLayer> layers,
      Family family,
      boolean savedPooler,
      Set<String> tensors) {
    this.config = config;
    this.names = names;
    this.layers = List.copyOf(layers);
    this.family = family;
    this.savedPooler = savedPooler;
    this.tensors = Set.copyOf(tensors);
  }

  /**
   * Returns the tensors of the head that a trial trains, by their names in Hugging Face's model.
   *
   * @param labels outputs of the classifier
   */
  public Map<String, List<Long>> headShapes(int labels, Pooling pooling) {
    long hidden = config.hiddenSize();
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put(headName("classifier.weight"), List.of((long) labels, hidden));
    shapes.put(headName("classifier.bias"), List.of((long) labels));
    if (EncoderHead.pools(pooling, family.pooler() == Pooler.ALWAYS, savedPooler)) {
      shapes.put(headName("pooler.dense.weight"), List.of(hidden, hidden));
      shapes.put(headName("pooler.dense.bias"), List.of(hidden));
    }
    return shapes;
  }

  /** Returns the checkpoint's names of all tensors that the encoder and its head are made of. */
  public Set<String> tensors() {
    return tensors;
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
    return names.headName(tensor);
  }

  @Override
  public int maximumPositions() {
    return config.maximumPositions();
  }

  @Override
  public int vocabularySize() {
    return config.vocabularySize();
  }

  @Override
  public int segments() {
    return config.segments();
  }

  @Override
  public boolean sharesPositionQueries() {
    return family.sharesPositionQueries();
  }
}
