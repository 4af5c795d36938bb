package org.dashsweep.model.qwen2;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.decoder.AttentionBiases;
import org.dashsweep.model.decoder.DecoderAttention;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderDefaults;
import org.dashsweep.model.decoder.WindowedBlocks;

/**
 * The configuration of Qwen2 and Qwen2.5, as transformers' {@code Qwen2Config} reads it. Query, key
 * and value have biases.
 */
public final class Qwen2Config {
  /** The family's {@code model_type}. */
  public static final String MODEL_TYPE = "qwen2";

  private static final DecoderDefaults DEFAULTS =
      new DecoderDefaults(32_768, OptionalInt.of(32), OptionalInt.empty());

  private Qwen2Config() {}

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
    return DEFAULTS.read(
        reader,
        new DecoderAttention(
            AttentionBiases.QUERY_KEY_VALUE, false, WindowedBlocks.switched(reader)));
  }
}
