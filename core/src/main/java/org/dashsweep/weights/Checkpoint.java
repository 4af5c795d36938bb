package org.dashsweep.weights;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a checkpoint by name, whatever file format they came from.
 *
 * @param source where they came from, for messages: a path or a resource name
 * @param tensors the tensors, names as Hugging Face's checkpoints use them
 * @param metadata the file's own free-form metadata
 * @param shards the file of each tensor, where there are several
 */
public record Checkpoint(
    String source,
    SortedMap<String, StoredTensor> tensors,
    Map<String, String> metadata,
    Map<String, String> shards) {
  public Checkpoint {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata = Map.copyOf(metadata);
    shards = Map.copyOf(shards);
  }

  /** Makes a checkpoint in one file. */
  public Checkpoint(
      String source, SortedMap<String, StoredTensor> tensors, Map<String, String> metadata) {
    this(source, tensors, metadata, Map.of());
  }

  /** Returns the file that holds a tensor, or the checkpoint's source where that says it. */
  public String sourceOf(String name) {
    return shards.getOrDefault(name, source);
  }

  /**
   * Returns the tensor of that name.
   *
   * @throws CheckpointException if there is none
   */
  public StoredTensor tensor(String name) {
    @Nullable StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(
          source,
          String.format(Locale.ROOT, "holds no tensor %s among its %d", name, tensors.size()));
    }
    return tensor;
  }

  /**
   * Returns the same tensors by other names.
   *
   * @param rename gives each its new name
   * @throws CheckpointException if two tensors get the same name
   */
  public Checkpoint renamed(UnaryOperator<String> rename) {
    SortedMap<String, StoredTensor> renamed = new TreeMap<>();
    Map<String, String> files = new HashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String other = rename.apply(name);
          if (renamed.put(other, tensor) != null) {
            throw new CheckpointException(
                sourceOf(name),
                String.format(Locale.ROOT, "holds %s under two names; remove one of them", other));
          }
          files.put(other, sourceOf(name));
        });
    return new Checkpoint(source, renamed, metadata, files);
  }

  /**
   * Returns the SHA-256, in hexadecimal, of the names, types, shapes and bytes of all tensors in
   * the order of their names. Source and metadata do not count: the same weights give the same
   * fingerprint in every file format. Reads every byte.
   */
  public String fingerprint() {
    MessageDigest digest = sha256();
    tensors.forEach(
        (name, tensor) -> {
          byte[] text = name.getBytes(StandardCharsets.UTF_8);
          byte[] type = tensor.type().name().getBytes(StandardCharsets.UTF_8);
          // Each part's length goes first: no two checkpoints then give the same sequence.
          ByteBuffer header =
              ByteBuffer.allocate(
                  3 * Integer.BYTES + text.length + type.length + tensor.shape().size() * 8);
          header.putInt(text.length).put(text).putInt(type.length).put(type);
          header.putInt(tensor.shape().size());
          tensor.shape().forEach(header::putLong);
          digest.update(header.flip());
          tensor.forEachPiece(digest::update);
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
