package org.dashsweep.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.train.TrainingCheckpoint;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a training in its trial's checkpoint, before anything is restored.
 *
 * @param updates that need not be done again
 * @param threads that the trial began with, or null if there is nothing to go on from
 */
public record KeptTraining(int updates, @Nullable Integer threads) {
  /** The state of a trial that starts afresh. */
  public static final KeptTraining NOTHING = new KeptTraining(0, null);

  private static final String THREADS = "threads";

  public KeptTraining {
    if (updates < 0) {
      throw new IllegalArgumentException("updates must not be negative: " + updates);
    }
    if (threads != null && threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
  }

  /**
   * Reads the checkpoint in a trial's directory: nothing if there is none, or none that the trial
   * could go on from.
   */
  public static KeptTraining in(Path directory) {
    Path file = directory.resolve(TrialLoop.CHECKPOINT);
    if (!Files.exists(file)) {
      return NOTHING;
    }
    try {
      TrainingCheckpoint.Summary summary = TrainingCheckpoint.summary(file);
      return new KeptTraining(summary.updates(), threads(file, summary.notes()));
    } catch (CheckpointException e) {
      return NOTHING;
    }
  }

  /** The notes of a checkpoint, with the threads that its trial began with. */
  static Map<String, String> toNotes(Map<String, String> notes, int threads) {
    Map<String, String> all = new TreeMap<>(notes);
    all.put(THREADS, Integer.toString(threads));
    return all;
  }

  /** Reads what {@link #toNotes} added. */
  static int threads(Path file, Map<String, String> notes) {
    String note = notes.getOrDefault(THREADS, "nothing");
    try {
      return Integer.parseInt(note);
    } catch (NumberFormatException e) {
      throw new CheckpointException(
          file.toString(), String.format(Locale.ROOT, "has %s %s; remove it", THREADS, note), e);
    }
  }
}
