package org.dashsweep.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dashsweep.file.Json;
import org.dashsweep.weights.CheckpointException;

/**
 * The measurements of a trial beside its updates, written to its checkpoint and read back from it.
 *
 * @param evaluations one row per evaluation and metric
 * @param evaluationSeconds wall-clock seconds of evaluation
 * @param peakMemoryBytes largest resident size of the process seen while the trial ran in it. On a
 *     GPU it is the largest use of the GPU's memory, by whatever process
 */
record Measurements(
    List<TrialResult.Evaluation> evaluations, double evaluationSeconds, long peakMemoryBytes) {
  static final Measurements NONE = new Measurements(List.of(), 0, 0);

  private static final String NOTE = "measurements";

  Measurements {
    evaluations = List.copyOf(evaluations);
  }

  Measurements withEvaluation(List<TrialResult.Evaluation> metrics, double seconds) {
    return new Measurements(
        Stream.concat(evaluations.stream(), metrics.stream()).toList(),
        evaluationSeconds + seconds,
        peakMemoryBytes);
  }

  Measurements withTakenMemory(long bytes) {
    return new Measurements(evaluations, evaluationSeconds, Math.max(peakMemoryBytes, bytes));
  }

  Map<String, String> toNotes() {
    try {
      return Map.of(NOTE, Json.MAPPER.writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Numbers and texts are JSON", e);
    }
  }

  /**
   * Reads what {@link #toNotes} gave.
   *
   * @param file for messages
   */
  static Measurements parse(Path file, Map<String, String> notes) {
    String note = notes.get(NOTE);
    if (note == null) {
      throw new CheckpointException(file.toString(), "has no " + NOTE + "; remove it");
    }
    try {
      return Json.MAPPER.readValue(note, Measurements.class);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file.toString(), "has " + NOTE + " in no form known", e);
    }
  }
}
