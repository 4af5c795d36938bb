package org.dashsweep.model.decoder;

import java.util.Locale;
import java.util.OptionalInt;
import org.dashsweep.model.ConfigReader;

/**
 * The values that transformers takes where a family's {@code config.json} has no such key.
 *
 * @param positions of {@code max_position_embeddings}
 * @param keyValueHeads of {@code num_key_value_heads}; empty for as many as there are heads
 * @param headWidth of {@code head_dim}; empty for hidden size / heads
 */
public record DecoderDefaults(int positions, OptionalInt keyValueHeads, OptionalInt headWidth) {
  /**
   * Reads what all families have in {@code config.json}, in either spelling of rotary embeddings.
   *
   * @param attention how the family's attention differs from LLaMA's
   * @throws org.dashsweep.model.ModelException if a value is missing, of the wrong kind or not
   *     supported
   */
  public DecoderConfig read(ConfigReader reader, DecoderAttention attention) {
    requireSupported(reader);
    int vocabulary = reader.positiveInteger("vocab_size");
    int hidden = reader.positiveInteger("hidden_size");
    int heads = reader.positiveInteger("num_attention_heads");
    return new DecoderConfig(
        hidden,
        reader.positiveInteger("num_hidden_layers"),
        heads,
        keyValueHeads(reader, heads),
        headWidth(reader, hidden, heads),
        reader.positiveInteger("intermediate_size"),
        vocabulary,
        reader.positiveInteger("max_position_embeddings", positions),
        reader.token("pad_token_id", vocabulary),
        reader.fraction("rms_norm_eps"),
        reader.flag("tie_word_embeddings"),
        RotaryEmbedding.read(reader),
        attention);
  }

  private static void requireSupported(ConfigReader reader) {
    reader.requireText("hidden_act", "silu");
    if (reader.has("attention_dropout") && reader.fraction("attention_dropout") > 0) {
      throw reader.problem("attention_dropout", "must be 0");
    }
    if (reader.has("quantization_config")) {
      throw reader.problem("quantization_config", "must be absent: give the unquantized model");
    }
  }

  /** The key may also be null: then there are as many as heads of queries, whatever the family. */
  private int keyValueHeads(ConfigReader reader, int heads) {
    String key = "num_key_value_heads";
    int otherwise = reader.names(key) ? heads : keyValueHeads.orElse(heads);
    int found = reader.positiveInteger(key, otherwise);
    if (heads % found != 0) {
      throw reader.problem(key, String.format(Locale.ROOT, "must divide the %d heads", heads));
    }
    return found;
  }

  private int headWidth(ConfigReader reader, int hidden, int heads) {
    String key = "head_dim";
    if (!reader.has(key) && headWidth.isEmpty() && hidden % heads != 0) {
      throw reader.problem(
          "hidden_size", String.format(Locale.ROOT, "must be a multiple of the %d heads", heads));
    }
    int found = reader.positiveInteger(key, headWidth.orElse(hidden / heads));
    if (found % 2 != 0) {
      throw reader.problem(key, "must be even for rotary embeddings, not " + found);
    }
    return found;
  }
}
