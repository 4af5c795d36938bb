package org.dashsweep.model.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.decoder.DecoderAttention;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderDefaults;

/** The configuration of LLaMA, as transformers' {@code LlamaConfig} reads it. */
public final class LlamaConfig {
  /** The family's {@code model_type}. */
  public static final String MODEL_TYPE = "llama";

  private static final DecoderDefaults DEFAULTS =
      new DecoderDefaults(2048, OptionalInt.empty(), OptionalInt.empty());

  private LlamaConfig() {}

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
    for (String bias : new String[] {"attention_bias", "mlp_bias"}) {
      if (reader.flag(bias)) {
        throw reader.problem(bias, "must be false");
      }
    }
    return DEFAULTS.read(reader, DecoderAttention.PLAIN);
  }
}
