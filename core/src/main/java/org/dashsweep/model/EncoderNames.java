package org.dashsweep.model;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.weights.Checkpoint;

/** The names of the tensors of an encoder of BERT's form. */
final class EncoderNames {
  static final List<String> WEIGHT_AND_BIAS = List.of(".weight", ".bias");
  static final List<String> NORMS = List.of("attention.output.LayerNorm", "output.LayerNorm");

  private final String familyPrefix;
  private final String prefix;
  private String poolerPrefix = "";

  /**
   * The names in a checkpoint.
   *
   * @param familyPrefix before the names of the encoder's tensors, such as {@code bert.}, if the
   *     checkpoint has them there
   */
  EncoderNames(Checkpoint checkpoint, String familyPrefix) {
    this.familyPrefix = familyPrefix;
    this.prefix =
        checkpoint.tensors().keySet().stream().anyMatch(name -> name.startsWith(familyPrefix))
            ? familyPrefix
            : "";
  }

  /** Returns the linear layers of a block, query, key and value first. */
  static List<LinearLayer> layers(
      EncoderConfig config, int block, List<String> projections, List<String> others) {
    int hidden = config.hiddenSize();
    int wide = config.intermediateSize();
    List<LinearLayer> layers = new ArrayList<>();
    projections.forEach(name -> layers.add(new LinearLayer(block, name, hidden, hidden)));
    others.forEach(name -> layers.add(new LinearLayer(block, name, hidden, hidden)));
    layers.add(new LinearLayer(block, "attention.output.dense", hidden, hidden));
    layers.add(new LinearLayer(block, "intermediate.dense", wide, hidden));
    layers.add(new LinearLayer(block, "output.dense", hidden, wide));
    return layers;
  }

  /** Returns a layer's name within the encoder. */
  static String name(LinearLayer layer) {
    return block(layer.block()) + layer.module();
  }

  /** Before the names of a block's tensors, within the encoder. */
  static String block(int index) {
    return "encoder.layer." + index + ".";
  }

  /** The pooler is a part of the encoder, and so has its prefix in Hugging Face's model. */
  void poolerIsInEncoder() {
    poolerPrefix = familyPrefix;
  }

  String prefix() {
    return prefix;
  }

  /** Returns the full name of a tensor of the encoder. */
  String inCheckpoint(String name) {
    return prefix + name;
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
}
