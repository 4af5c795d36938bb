package org.dashsweep.model.clip;

import com.fasterxml.jackson.databind.JsonNode;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.FrozenEncoder;

/**
 * The shape of CLIP's text encoder.
 *
 * @param positions the longest text's tokens, special ones included
 * @param endToken the id of the token that ends a text; 2 in older files stands for the largest id
 *     of a text
 * @param projection width of the common space; of no matter to an encoder without projection
 */
public record ClipTextConfig(
    FrozenEncoder.Shape shape, int vocabulary, int positions, int endToken, int projection) {
  private static final FrozenEncoder.Shape DEFAULTS =
      new FrozenEncoder.Shape(12, 512, 2048, 8, new FrozenEncoder.Form(1e-5, true, true, true));

  /**
   * Reads a configuration: a text encoder's own, or one with a {@code text_config} in it.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException naming the key of what is not usable
   */
  public static ClipTextConfig read(String source, JsonNode config) {
    ConfigReader whole = new ConfigReader(source, config);
    ConfigReader text = whole.has("text_config") ? whole.object("text_config") : whole;
    int vocabulary = text.positiveInteger("vocab_size", 49408);
    return new ClipTextConfig(
        ClipConfigReader.shape(text, DEFAULTS, ClipConfigReader.CausalForm.CAUSAL),
        vocabulary,
        text.positiveInteger("max_position_embeddings", 77),
        text.integer("eos_token_id", 49407),
        whole.positiveInteger("projection_dim", text.positiveInteger("projection_dim", 512)));
  }
}
