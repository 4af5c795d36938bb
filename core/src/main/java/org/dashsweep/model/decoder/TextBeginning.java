package org.dashsweep.model.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * The keys and values of each block that stand before all texts of some caches: an adapter's
 * learned tokens, and behind them tokens that were read once.
 */
final class TextBeginning implements CausalDecoder.Beginning {
  private final DecodingWeights weights;
  private final ScriptModule script;
  private final TensorScope scope;
  private final int tokens;
  private final Map<String, Tensor> embeddings;
  private final List<Map<String, Tensor>> blocks = new ArrayList<>();

  /**
   * Learned tokens alone, if there are any: nothing is read.
   *
   * @param weights outlive this, as the script does
   */
  TextBeginning(DecodingWeights weights, ScriptModule script) {
    this.weights = weights;
    this.script = script;
    this.scope = TensorScope.open(weights.base().device());
    this.tokens = weights.learnedTokens();
    this.embeddings = Map.of();
  }

  /**
   * Reads tokens.
   *
   * @param learned what they follow
   */
  TextBeginning(TextBeginning learned, int[] read) {
    this.weights = learned.weights;
    this.script = learned.script;
    this.scope = TensorScope.open(weights.base().device());
    this.tokens = learned.tokens + read.length;
    this.embeddings =
        Closing.onFailure(
            scope,
            () -> {
              read(learned, read);
              long shift = weights.shift() + read.length;
              return Map.of("position_shift", scope.longs(new long[] {shift}, 1));
            });
  }

  private void read(TextBeginning learned, int[] read) {
    try (TensorScope work = scope.child();
        KeyValueCache cache = learned.open(1, read.length)) {
      cache.read(work, List.of(() -> read), new int[] {0});
      for (int i = 0; i < weights.base().config().blocks(); i++) {
        List<Tensor> tables =
            script.evaluate(
                scope,
                "beginning",
                new Arguments()
                    .dictionary("cache", cache.block(i))
                    .dictionary("p", weights.block(i)));
        blocks.add(
            Map.of(
                "self_attn.k_proj.prefix",
                tables.get(0),
                "self_attn.v_proj.prefix",
                tables.get(1)));
      }
    }
  }

  DecodingWeights weights() {
    return weights;
  }

  ScriptModule script() {
    return script;
  }

  /** Returns the tokens before each text. */
  int tokens() {
    return tokens;
  }

  /** Returns the tensors that take the place of others at the embeddings. */
  Map<String, Tensor> embeddings() {
    return embeddings;
  }

  /** Returns the tensors that come to those of a block, or take their place. */
  Map<String, Tensor> block(int index) {
    return blocks.isEmpty() ? Map.of() : blocks.get(index);
  }

  @Override
  public KeyValueCache open(int regions, int rows) {
    return new KeyValueCache(this, regions, rows);
  }

  @Override
  public void close() {
    scope.close();
  }
}
