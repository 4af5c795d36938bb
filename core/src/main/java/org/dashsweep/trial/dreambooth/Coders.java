package org.dashsweep.trial.dreambooth;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.evaluation.subject.Embeddings;

/** Embeddings of photos, pictures and prompts. */
final class Coders {
  private static final String EMBEDDING = "embedding";

  private Coders() {}

  /** One embedding under the name that {@link #vectors} reads. */
  static Map<String, float[]> embedding(float[] values) {
    return Map.of(EMBEDDING, values);
  }

  /** Returns embeddings as they were computed. */
  static List<float[]> vectors(List<Map<String, float[]>> computed) {
    return computed.stream()
        .map(tensors -> Objects.requireNonNull(tensors.get(EMBEDDING)))
        .toList();
  }

  /** Returns embeddings for comparisons. */
  static Embeddings embeddings(List<Map<String, float[]>> computed) {
    return Embeddings.of(vectors(computed).toArray(float[][]::new));
  }
}
