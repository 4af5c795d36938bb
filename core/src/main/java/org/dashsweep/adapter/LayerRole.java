package org.dashsweep.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The part that a linear layer plays in its block, whatever a family calls it. */
public enum LayerRole {
  /** Projects queries. */
  QUERIES("query", "query_proj", "q_proj", "to_q"),
  /** Projects keys. */
  KEYS("key", "key_proj", "k_proj", "to_k"),
  /** Projects values. */
  VALUES("value", "value_proj", "v_proj", "to_v"),
  /** Projects what attention has mixed. */
  ATTENTION_OUTPUTS("attention.output.dense", "attn.Wo", "o_proj", "to_out.0"),
  /** Gates the feed-forward layer. */
  GATE("gate_proj"),
  /** Widens the input of the feed-forward layer. */
  UP("intermediate.dense", "mlp.Wi", "up_proj", "ff.net.0.proj"),
  /** Narrows what the feed-forward layer puts out. */
  DOWN("output.dense", "mlp.Wo", "down_proj", "ff.net.2");

  private static final String PREFIX = "all-";

  /** Behind one another, with a space between. */
  private final String names;

  LayerRole(String... names) {
    this.names = String.join(" ", names);
  }

  /** Returns the word that stands for all such layers among target modules: {@code all-keys}. */
  public String word() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The role that a word stands for; empty for other words. */
  static Optional<LayerRole> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** The role of a layer, if it has one: the first whose name fits. */
  public static Optional<LayerRole> of(LinearLayer layer) {
    return Arrays.stream(values()).filter(role -> role.fits(layer.module())).findFirst();
  }

  private boolean fits(String module) {
    return Arrays.stream(names.split(" ", -1)).anyMatch(name -> TargetModules.fits(name, module));
  }

  /**
   * Refuses a method that needs norms behind residuals, as BERT and DeBERTa have them, where the
   * layers are of another kind.
   */
  static void requireNormsBehindResiduals(Method method, List<LinearLayer> layers) {
    if (layers.stream().noneMatch(layer -> layer.module().equals("output.dense"))) {
      throw new IllegalArgumentException(
          method.name()
              + " is for encoders such as BERT and DeBERTa; use series or parallel for this model");
    }
  }
}
