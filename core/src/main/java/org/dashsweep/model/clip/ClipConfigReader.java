package org.dashsweep.model.clip;

import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.FrozenEncoder;

/** Reads what the configurations of both encoders have in common. */
final class ClipConfigReader {
  private static final String QUICK_GELU = "quick_gelu";

  private ClipConfigReader() {}

  /**
   * Returns an encoder's shape.
   *
   * @param defaults of what transformers leaves out of files
   * @param causal whether a token sees only those before it
   */
  static FrozenEncoder.Shape shape(
      ConfigReader config, FrozenEncoder.Shape defaults, CausalForm causal) {
    int width = config.positiveInteger("hidden_size", defaults.width());
    int heads = config.positiveInteger("num_attention_heads", defaults.heads());
    if (width % heads != 0) {
      throw config.problem("hidden_size", "must be a multiple of the " + heads + " heads");
    }
    String activation = config.has("hidden_act") ? config.text("hidden_act") : QUICK_GELU;
    if (!activation.equals(QUICK_GELU) && !activation.equals("gelu")) {
      throw config.problem("hidden_act", "must be quick_gelu or gelu");
    }
    return new FrozenEncoder.Shape(
        config.positiveInteger("num_hidden_layers", defaults.layers()),
        width,
        config.positiveInteger("intermediate_size", defaults.inner()),
        heads,
        new FrozenEncoder.Form(
            config.positive("layer_norm_eps", 1e-5),
            causal == CausalForm.CAUSAL,
            activation.equals(QUICK_GELU),
            true));
  }

  /** The tokens that a token sees. */
  enum CausalForm {
    CAUSAL,
    ALL
  }
}
