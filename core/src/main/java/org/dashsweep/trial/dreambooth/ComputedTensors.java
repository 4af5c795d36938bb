package org.dashsweep.trial.dreambooth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.StableHash;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.dashsweep.weights.safetensors.Seal;

/**
 * Tensors that were computed from others, by a hash of all that they depend on. They lie in the
 * machine's cache directory, or in memory where there is none. A damaged file counts as none. Safe
 * for several threads and processes.
 */
final class ComputedTensors {
  private static final String FOLDER = "computed";

  private final Optional<Path> folder;
  private final Map<String, Map<String, float[]>> inMemory = new ConcurrentHashMap<>();

  /**
   * A cache.
   *
   * @param cache the machine's directory, which need not exist; empty if there is none
   */
  ComputedTensors(Optional<Path> cache) {
    this.folder = cache.map(directory -> directory.resolve(FOLDER));
  }

  /** The name of what depends on these facts alone. */
  static String key(String kind, String... facts) {
    return kind + "-" + hash(String.join("\n", facts));
  }

  private static String hash(String text) {
    return HexFormat.of()
        .formatHex(StableHash.sha256().digest(text.getBytes(StandardCharsets.UTF_8)))
        .substring(0, 32);
  }

  /** Returns tensors that are there; empty if they are to be computed. */
  Optional<Map<String, float[]>> find(String key) {
    if (folder.isEmpty()) {
      return Optional.ofNullable(inMemory.get(key));
    }
    Path file = file(folder.get(), key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Seal.require(file);
      Checkpoint read = SafetensorsReader.read(file);
      SortedMap<String, float[]> tensors = new TreeMap<>();
      read.tensors().forEach((name, tensor) -> tensors.put(name, tensor.toFloats()));
      return Optional.of(tensors);
    } catch (CheckpointException damaged) {
      return Optional.empty();
    }
  }

  /**
   * Keeps tensors.
   *
   * @throws UncheckedIOException if the directory cannot be made
   */
  void keep(String key, Map<String, float[]> tensors) {
    if (folder.isEmpty()) {
      inMemory.put(key, Map.copyOf(tensors));
      return;
    }
    try {
      Files.createDirectories(folder.get());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the directory " + folder.get(), e);
    }
    SortedMap<String, StoredTensor> stored = new TreeMap<>();
    tensors.forEach((name, values) -> stored.put(name, stored(values)));
    SafetensorsWriter.writeSealed(file(folder.get(), key), stored, Map.of());
  }

  private static Path file(Path folder, String key) {
    return folder.resolve(key + ".safetensors");
  }

  private static StoredTensor stored(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(ElementType.FLOAT32, List.of((long) values.length), bytes);
  }
}
