package org.dashsweep.model.llama;

import java.util.Arrays;
import java.util.List;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.TopTokens;
import org.dashsweep.script.Arguments;
import org.dashsweep.script.ScriptModule;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** Decoding with a LLaMA and its adapters, as {@code decode.py} computes it. */
final class LlamaDecoder implements CausalDecoder {
  private final LlamaModel base;
  private final AdapterSet adapters;
  private final TensorScope scope;
  private final ScriptModule script;

  /**
   * A decoder.
   *
   * @param adapters read as they are whenever a token is
   */
  LlamaDecoder(LlamaModel base, AdapterSet adapters) {
    this.base = base;
    this.adapters = adapters;
    this.scope = TensorScope.open(base.device());
    this.script = LlamaSources.decoder(scope, base.config());
  }

  @Override
  public Device device() {
    return base.device();
  }

  @Override
  public int vocabularySize() {
    return base.config().vocabularySize();
  }

  @Override
  public Cache open(int regions, int rows) {
    return new LlamaCache(base, adapters, script, regions, rows);
  }

  @Override
  public TopTokens mostProbable(Tensor states, int count) {
    try (TensorScope work = scope.child()) {
      List<Tensor> top =
          script.evaluate(
              work,
              "most_probable",
              new Arguments()
                  .tensor(states)
                  .dictionary("p", base.head())
                  .tensor(work.number(count)));
      return new TopTokens(top.get(0).floats(), top.get(1).longs(), count);
    }
  }

  @Override
  public float[] logProbabilities(Tensor states, int[] after, int[] tokens) {
    try (TensorScope work = scope.child()) {
      long[] places = new long[tokens.length];
      Arrays.setAll(places, i -> (long) after[i] * vocabularySize() + tokens[i]);
      return script
          .evaluate(
              work,
              "log_probability",
              new Arguments()
                  .tensor(states)
                  .dictionary("p", base.head())
                  .tensor(work.longs(places, places.length)))
          .get(0)
          .floats();
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
