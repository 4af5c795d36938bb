package org.dashsweep.model.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.Set;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.decoder.AttentionBiases;
import org.dashsweep.model.decoder.DecoderAttention;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderDefaults;
import org.dashsweep.model.decoder.SlidingWindow;
import org.dashsweep.model.decoder.WindowedBlocks;

/**
 * The configuration of Mistral, as transformers' {@code MistralConfig} reads it. A {@code
 * sliding_window} holds for every block; null stands for none, and a missing one for 4096.
 */
public final class MistralConfig {
  /** The family's {@code model_type}. */
  public static final String MODEL_TYPE = "mistral";

  private static final DecoderDefaults DEFAULTS =
      new DecoderDefaults(131_072, OptionalInt.of(8), OptionalInt.empty());

  private static final String WINDOW = "sliding_window";
  private static final int DEFAULT_WINDOW = 4096;

  private MistralConfig() {}

  /**
   * Reads Hugging Face's {@code config.json}.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException if a value is missing, of the wrong kind or of
   *     another family
   */
  public static DecoderConfig read(String source, JsonNode config) {
    ConfigReader reader = new ConfigReader(source, config);
    reader.requireText("model_type", MODEL_TYPE);
    return DEFAULTS.read(reader, new DecoderAttention(AttentionBiases.NONE, false, window(reader)));
  }

  private static SlidingWindow window(ConfigReader reader) {
    SlidingWindow window =
        reader.names(WINDOW) && !reader.has(WINDOW)
            ? SlidingWindow.NONE
            : new SlidingWindow(
                reader.positiveInteger(WINDOW, DEFAULT_WINDOW), WindowedBlocks.all(reader));
    // MistralForCausalLM looks at the window alone.
    if (reader.has(WindowedBlocks.LAYER_TYPES)) {
      Set<Integer> named = WindowedBlocks.listed(reader);
      if (!named.equals(window.blocks())) {
        throw reader.problem(
            WindowedBlocks.LAYER_TYPES,
            "must agree with sliding_window, which holds for all layers of a Mistral, or be absent");
      }
    }
    return window;
  }
}
