package org.dashsweep.verification;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;

/** Inputs and expected outputs, and which of them have been used. */
final class ReferenceFile {
  private final Checkpoint file;
  private final Set<String> used = new HashSet<>();

  private ReferenceFile(Checkpoint file) {
    this.file = file;
  }

  static ReferenceFile read(Path path) {
    return new ReferenceFile(SafetensorsReader.read(path));
  }

  String source() {
    return file.source();
  }

  boolean has(String name) {
    return file.tensors().containsKey(name);
  }

  /** Returns the names that start so, in order. */
  SortedSet<String> startingWith(String prefix) {
    // '\uffff' is in no name: it is not a character.
    return new TreeSet<>(file.tensors().subMap(prefix, prefix + '\uffff').keySet());
  }

  /** Returns the names that nobody has asked for yet, in order. */
  SortedSet<String> unused() {
    SortedSet<String> names = new TreeSet<>(file.tensors().keySet());
    names.removeAll(used);
    return names;
  }

  List<Long> shape(String name) {
    return file.tensor(name).shape();
  }

  /**
   * Returns an input of integers.
   *
   * @throws CheckpointException if it is missing or of another type or shape
   */
  long[] longs(String name, long... shape) {
    StoredTensor tensor = file.tensor(name);
    used.add(name);
    if (tensor.type() != ElementType.INT64) {
      throw problem(name, "must be int64, not " + tensor.type());
    }
    if (!tensor.shape().equals(Arrays.stream(shape).boxed().toList())) {
      throw problem(
          name,
          String.format(
              Locale.ROOT, "must have shape %s, not %s", Arrays.toString(shape), tensor.shape()));
    }
    return tensor.toLongs();
  }

  /**
   * Returns the elements of an output or an initial value.
   *
   * @throws CheckpointException if it is missing or not of floating-point numbers
   */
  float[] floats(String name) {
    StoredTensor tensor = file.tensor(name);
    used.add(name);
    return switch (tensor.type()) {
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> tensor.toFloats();
      default -> throw problem(name, "must hold floating-point numbers, not " + tensor.type());
    };
  }

  /**
   * Returns the bytes of a tensor of them.
   *
   * @throws CheckpointException if it is missing or of another type
   */
  byte[] bytes(String name) {
    StoredTensor tensor = file.tensor(name);
    used.add(name);
    if (tensor.type() != ElementType.UINT8) {
      throw problem(name, "must be uint8, not " + tensor.type());
    }
    byte[] bytes = new byte[Math.toIntExact(tensor.elements())];
    tensor.bytes().get(bytes);
    return bytes;
  }

  /** Returns a fault of the file. */
  CheckpointException problem(String name, String predicate) {
    return new CheckpointException(source() + ": tensor " + name, predicate);
  }
}
