package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.adapter.LinearLayer;

/**
 * The tensors of one block of an encoder: linear layers and norms, as its family has them. Made by
 * naming one after the other.
 */
public final class EncoderBlock {
  private final int index;
  private final List<Joint> joints = new ArrayList<>();
  private final List<Linear> linears = new ArrayList<>();
  private final List<Norm> norms = new ArrayList<>();

  /** Linear layers with biases that read the same input and are kept as one matrix. */
  record Joint(String name, List<LinearLayer> layers) {
    Joint {
      layers = List.copyOf(layers);
    }
  }

  /** A linear layer that is kept by itself. */
  record Linear(LinearLayer layer, Bias bias) {}

  /**
   * A norm of the hidden width.
   *
   * @param key what the family's TorchScript calls it
   * @param place of its name
   */
  record Norm(String key, Place place, Bias bias) {}

  /** The part of the encoder that a tensor's name is within. */
  enum Place {
    BLOCK,
    ENCODER
  }

  /** Makes a block without tensors. */
  public EncoderBlock(int index) {
    this.index = index;
  }

  /**
   * Returns a block of BERT's form: attention and feed-forward layer, a norm behind each of them.
   *
   * @param joined name of query, key and value as one
   * @param projections names of query, key and value
   * @param others further linear layers from D to D
   */
  public static EncoderBlock postNorm(
      EncoderConfig config,
      int index,
      String joined,
      List<String> projections,
      List<String> others) {
    int hidden = config.hiddenSize();
    int wide = config.intermediateSize();
    EncoderBlock block = new EncoderBlock(index).joint(joined, projections, hidden);
    others.forEach(name -> block.linear(name, hidden, hidden, Bias.ADDED));
    return block
        .linear("attention.output.dense", hidden, hidden, Bias.ADDED)
        .linear("intermediate.dense", wide, hidden, Bias.ADDED)
        .linear("output.dense", hidden, wide, Bias.ADDED)
        .norm("attention.output.LayerNorm", Bias.ADDED)
        .norm("output.LayerNorm", Bias.ADDED);
  }

  /** Adds linear layers from D to D, with biases, that are kept as one. */
  public EncoderBlock joint(String name, List<String> modules, int width) {
    joints.add(
        new Joint(
            name,
            modules.stream().map(module -> new LinearLayer(index, module, width, width)).toList()));
    return this;
  }

  /** Adds a linear layer. */
  public EncoderBlock linear(String module, int outputs, int inputs, Bias bias) {
    linears.add(new Linear(new LinearLayer(index, module, outputs, inputs), bias));
    return this;
  }

  /** Adds a norm. */
  public EncoderBlock norm(String module, Bias bias) {
    norms.add(new Norm(module, Place.BLOCK, bias));
    return this;
  }

  /** Adds a norm behind the last block, which is computed with it. */
  public EncoderBlock normBehind(String module, Bias bias) {
    norms.add(new Norm(module, Place.ENCODER, bias));
    return this;
  }

  int index() {
    return index;
  }

  List<Joint> joints() {
    return Collections.unmodifiableList(joints);
  }

  List<Linear> linears() {
    return Collections.unmodifiableList(linears);
  }

  List<Norm> norms() {
    return Collections.unmodifiableList(norms);
  }

  /** Returns all linear layers, those that are kept as one first. */
  List<LinearLayer> layers() {
    return Stream.concat(
            joints.stream().flatMap(joint -> joint.layers().stream()),
            linears.stream().map(Linear::layer))
        .toList();
  }
}
