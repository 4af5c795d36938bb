package org.dashsweep.verification;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;

/** A bundled model in a folder of its own, whose reference a test may change. */
record ModelCopy(Path folder) {
  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "reference.safetensors");

  static ModelCopy of(String model, Path folder) {
    FILES.forEach(file -> copy(model + "/" + file, folder.resolve(file)));
    return new ModelCopy(folder);
  }

  static void copy(String resource, Path file) {
    try (InputStream in = ModelCopy.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("No resource " + resource);
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path reference() {
    return folder.resolve("reference.safetensors");
  }

  void editFloats(String name, Consumer<float[]> edit) {
    editTensor(
        name,
        tensor -> {
          float[] values = tensor.toFloats();
          edit.accept(values);
          return floats(tensor.shape(), values);
        });
  }

  void editLongs(String name, Consumer<long[]> edit) {
    editTensor(
        name,
        tensor -> {
          long[] values = tensor.toLongs();
          edit.accept(values);
          ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
          bytes.asLongBuffer().put(values);
          return new StoredTensor(ElementType.INT64, tensor.shape(), bytes);
        });
  }

  void reshape(String name, long... shape) {
    List<Long> sizes = Arrays.stream(shape).boxed().toList();
    editTensor(name, tensor -> new StoredTensor(tensor.type(), sizes, tensor.bytes()));
  }

  void rename(String from, String to) {
    edit(tensors -> tensors.put(to, tensors.remove(from)));
  }

  private void editTensor(String name, UnaryOperator<StoredTensor> edit) {
    edit(tensors -> tensors.computeIfPresent(name, (same, tensor) -> edit.apply(tensor)));
  }

  /** Changes the tensors of the reference. */
  void edit(Consumer<Map<String, StoredTensor>> edit) {
    Map<String, StoredTensor> tensors =
        new TreeMap<>(SafetensorsReader.read(reference()).tensors());
    edit.accept(tensors);
    SafetensorsWriter.write(reference(), tensors, Map.of());
  }

  static StoredTensor floats(List<Long> shape, float... values) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(ElementType.FLOAT32, shape, bytes);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
