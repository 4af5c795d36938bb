package org.dashsweep.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.file.Json;
import org.dashsweep.weights.CheckpointException;

/** Notes that trials write beside their adapters, where PEFT's format has no place for them. */
public final class AdapterNotes {
  /** The note of how hidden states become the head's input: {@code mean} or {@code first}. */
  public static final String POOLING = "pooling";

  /** The key of a model's {@code config.json} with the same fact: {@code mean} or {@code cls}. */
  public static final String CLASSIFIER_POOLING = "classifier_pooling";

  /**
   * The note of how Hugging Face's sequence classifier of the base pools, as {@link #POOLING};
   * missing where that has no setting and it always reads the first token.
   */
  public static final String BASE_POOLING = "base-pooling";

  /**
   * The note of which projections of positions see the adapters: {@code both} or {@code keys-only}.
   */
  public static final String POSITION_ADAPTERS = "position-adapters";

  /**
   * The classes' names, in the order of the head's outputs; missing where the output is a score.
   */
  public static final String LABELS = "labels";

  /** The note of the pipeline that an adapter's U-Net is part of, such as {@code sdxl}. */
  public static final String PIPELINE = "pipeline";

  /** Updates that the adapter has been trained for. */
  static final String STEP = "step";

  /** A {@link org.dashsweep.adapter.DirectionLaunch} by name. */
  static final String LAUNCH = "launch";

  private AdapterNotes() {}

  /** A list of texts as a note. */
  public static String list(List<String> texts) {
    try {
      return Json.MAPPER.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts are JSON", e);
    }
  }

  /**
   * The classes' names.
   *
   * @param source of the notes, for messages
   */
  static Optional<List<String>> labels(String source, Map<String, String> notes) {
    String note = notes.get(LABELS);
    if (note == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.MAPPER.readValue(note, new TypeReference<List<String>>() {}));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          source, String.format(Locale.ROOT, "has %s in no form known", LABELS), e);
    }
  }
}
