package org.dashsweep.weights.huggingface;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;

/**
 * Names that TensorFlow's BERT had for the parameters of a LayerNorm, and published PyTorch
 * checkpoints still have: {@code gamma} and {@code beta}. They are read as {@code weight} and
 * {@code bias}, as transformers reads them in every family.
 */
final class FormerNames {
  private static final Map<String, String> ENDS =
      Map.of("LayerNorm.gamma", "LayerNorm.weight", "LayerNorm.beta", "LayerNorm.bias");

  private FormerNames() {}

  /**
   * Returns the same tensors by their names of today.
   *
   * @throws CheckpointException if a tensor is there under both names
   */
  static Checkpoint renewed(Checkpoint checkpoint) {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    Map<String, String> shards = new HashMap<>();
    checkpoint
        .tensors()
        .forEach(
            (name, tensor) -> {
              String renewed = renewed(name);
              if (!renewed.equals(name) && checkpoint.tensors().containsKey(renewed)) {
                throw new CheckpointException(
                    checkpoint.sourceOf(name),
                    String.format(
                        Locale.ROOT,
                        "holds %s and %s, two names of one tensor; remove one of them",
                        name,
                        renewed));
              }
              tensors.put(renewed, tensor);
              shards.put(renewed, checkpoint.sourceOf(name));
            });
    return new Checkpoint(checkpoint.source(), tensors, checkpoint.metadata(), shards);
  }

  private static String renewed(String name) {
    for (Map.Entry<String, String> end : ENDS.entrySet()) {
      if (name.endsWith(end.getKey())) {
        return name.substring(0, name.length() - end.getKey().length()) + end.getValue();
      }
    }
    return name;
  }
}
