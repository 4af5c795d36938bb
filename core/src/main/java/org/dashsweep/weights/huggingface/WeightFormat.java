package org.dashsweep.weights.huggingface;

import java.nio.file.Path;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.pytorch.PyTorchReader;
import org.dashsweep.weights.safetensors.SafetensorsReader;

/** The files in which weights are published, the preferred ones first. */
enum WeightFormat {
  SAFETENSORS("model", ".safetensors"),
  PYTORCH("pytorch_model", ".bin");

  private final String stem;
  private final String suffix;

  WeightFormat(String stem, String suffix) {
    this.stem = stem;
    this.suffix = suffix;
  }

  /** Returns the end of the names of shards. */
  String suffix() {
    return suffix;
  }

  /** Returns the file that holds all. */
  String singleFile() {
    return stem + suffix;
  }

  /** Returns the file that names shards. */
  String index() {
    return singleFile() + ".index.json";
  }

  /** Returns whether a text names a file of this format in the same directory. */
  boolean isShard(String name) {
    return name.endsWith(suffix) && !name.contains("/") && !name.contains("\\");
  }

  Checkpoint read(Path file) {
    return switch (this) {
      case SAFETENSORS -> SafetensorsReader.read(file);
      case PYTORCH -> PyTorchReader.read(file);
    };
  }
}
