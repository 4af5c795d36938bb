package org.dashsweep.model.qwen3;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.decoder.AttentionBiases;
import org.dashsweep.model.decoder.DecoderAttention;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderDefaults;
import org.dashsweep.model.decoder.WindowedBlocks;

/**
 * The configuration of Qwen3, as transformers' {@code Qwen3Config} reads it. Each head of queries
 * and of keys has an RMS norm.
 */
public final class Qwen3Config {
  /** The family's {@code model_type}. */
  public static final String MODEL_TYPE = "qwen3";

  private static final DecoderDefaults DEFAULTS =
      new DecoderDefaults(32_768, OptionalInt.of(32), OptionalInt.of(128));

  private Qwen3Config() {}

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
    AttentionBiases biases =
        reader.flag("attention_bias") ? AttentionBiases.ALL : AttentionBiases.NONE;
    return DEFAULTS.read(
        reader, new DecoderAttention(biases, true, WindowedBlocks.switched(reader)));
  }
}
