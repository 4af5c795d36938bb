package org.dashsweep.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a checkpoint by name, whatever file format they came from.
 *
 * @param source where they came from, for messages: a path or a resource name
 * @param tensors the tensors, names as Hugging Face's checkpoints use them
 * @param metadata the file's own free-form metadata
 */
public record Checkpoint(
    String source, SortedMap<String, StoredTensor> tensors, Map<String, String> metadata) {
  public Checkpoint {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata = Map.copyOf(metadata);
  }

  /**
   * The tensor of that name.
   *
   * @throws CheckpointException if there is none
   */
  public StoredTensor tensor(String name) {
    @Nullable StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(source, "has no tensor " + name);
    }
    return tensor;
  }
}
