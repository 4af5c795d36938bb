package org.dashsweep.model;

import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.weights.Checkpoint;

/** The names of the tensors of an encoder in a checkpoint, and in a model with a head. */
final class EncoderNames {
  private final EncoderPaths paths;
  private final String prefix;

  /** The names in a checkpoint, which may leave the encoder's own name out. */
  EncoderNames(Checkpoint checkpoint, EncoderPaths paths) {
    this.paths = paths;
    this.prefix =
        checkpoint.tensors().keySet().stream().anyMatch(name -> name.startsWith(paths.encoder()))
            ? paths.encoder()
            : "";
  }

  /** Returns a layer's name within the encoder. */
  String name(LinearLayer layer) {
    return block(layer.block()) + layer.module();
  }

  /** Returns the beginning of the names of a block's tensors, within the encoder. */
  String block(int index) {
    return paths.block(index);
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
    return paths.encoder() + name(layer);
  }

  /**
   * Returns the name of a head's tensor in Hugging Face's model.
   *
   * @param tensor its name in this program
   */
  String headName(EncoderHeadForm form, String tensor) {
    int dot = tensor.lastIndexOf('.');
    EncoderHeadForm.Module module = form.module(tensor.substring(0, dot));
    String place =
        switch (module.place()) {
          case ENCODER -> paths.encoder();
          case HEAD -> "";
        };
    return place + module.name() + tensor.substring(dot);
  }

  /** Returns the name of a module of a head in the checkpoint. */
  String savedHeadModule(EncoderHeadForm.Module module) {
    return switch (module.place()) {
      case ENCODER -> prefix + module.name();
      case HEAD -> module.name();
    };
  }
}
