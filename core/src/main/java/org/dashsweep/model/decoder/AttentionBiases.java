package org.dashsweep.model.decoder;

import java.util.Set;

/** The attention's linear layers that have a bias. */
public enum AttentionBiases {
  /** None of them, as in LLaMA, Mistral and Qwen3. */
  NONE,

  /** Query, key and value, as in Qwen2. */
  QUERY_KEY_VALUE,

  /** Query, key, value and output, as {@code attention_bias} asks of Qwen3. */
  ALL;

  private static final Set<String> INPUTS =
      Set.of(DecoderConfig.QUERY, DecoderConfig.KEY, DecoderConfig.VALUE);

  /**
   * Returns whether a layer has one.
   *
   * @param module a layer's name in its block, such as {@code self_attn.q_proj}
   */
  public boolean has(String module) {
    return switch (this) {
      case NONE -> false;
      case QUERY_KEY_VALUE -> INPUTS.contains(module);
      case ALL -> INPUTS.contains(module) || module.equals(DecoderConfig.OUTPUT);
    };
  }
}
