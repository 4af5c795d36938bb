package org.dashsweep.model.decoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * What stands before all texts of some caches: an adapter's learned tokens, and behind them tokens
 * that were read once. Both are keys and values of each block.
 */
final class TextBeginning implements CausalDecoder.Beginning {
  private static final String SHIFT = "position_shift";

  private final DecoderModel base;
  private final AdapterSet adapters;
  private final ScriptModule script;
  private final TensorScope scope;
  private final int tokens;
  private final Map<String, Tensor> embeddings;
  private final List<Map<String, Tensor>> blocks = new ArrayList<>();

  /** Learned tokens alone, if there are any: nothing is read. */
  TextBeginning(DecoderModel base, AdapterSet adapters, ScriptModule script) {
    this.base = base;
    this.adapters = adapters;
    this.script = script;
    this.scope = TensorScope.open(base.device());
    this.tokens = adapters.learnedTokens();
    this.embeddings = Map.of();
  }

  /**
   * Reads tokens.
   *
   * @param before what they follow
   */
  TextBeginning(TextBeginning before, int[] read) {
    this.base = before.base;
    this.adapters = before.adapters;
    this.script = before.script;
    this.scope = TensorScope.open(base.device());
    this.tokens = before.tokens + read.length;
    this.embeddings =
        Closing.onFailure(
            scope,
            () -> {
              read(before, read);
              return Map.of(SHIFT, scope.longs(new long[] {before.shift() + read.length}, 1));
            });
  }

  private void read(TextBeginning before, int[] read) {
    try (TensorScope work = scope.child();
        KeyValueCache cache = before.open(1, read.length)) {
      cache.read(work, List.of(() -> read), new int[] {0});
      for (int i = 0; i < base.config().blocks(); i++) {
        List<Tensor> table =
            script.evaluate(
                scope,
                "beginning",
                new Arguments()
                    .dictionary("cache", cache.block(i))
                    .dictionary("p", base.block(i), before.block(i)));
        blocks.add(
            Map.of(
                "self_attn.k_proj.prefix", table.get(0), "self_attn.v_proj.prefix", table.get(1)));
      }
    }
  }

  private long shift() {
    Tensor shift = embeddings().get(SHIFT);
    return shift == null ? 0 : shift.longs()[0];
  }

  DecoderModel base() {
    return base;
  }

  ScriptModule script() {
    return script;
  }

  /** Returns the tokens before each text. */
  int tokens() {
    return tokens;
  }

  /** Returns the tensors that take the place of the base's at the embeddings. */
  Map<String, Tensor> embeddings() {
    return union(adapters.in(BaseTensor.EMBEDDINGS), embeddings);
  }

  /** Returns the tensors that come to those of a block of the base, or take their place. */
  Map<String, Tensor> block(int index) {
    return union(adapters.block(index), blocks.isEmpty() ? Map.of() : blocks.get(index));
  }

  private static Map<String, Tensor> union(Map<String, Tensor> adapters, Map<String, Tensor> own) {
    if (own.isEmpty()) {
      return adapters;
    }
    Map<String, Tensor> union = new LinkedHashMap<>(adapters);
    union.putAll(own);
    return union;
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
