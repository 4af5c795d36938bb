package org.dashsweep.model.decoder;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.TopTokens;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/** Decoding with a decoder and its adapters, as {@code decode.py} computes it. */
final class CachedDecoder implements CausalDecoder {
  private final DecoderModel base;
  private final TensorScope scope;
  private final ScriptModule script;
  private final DecodingWeights weights;
  private final TextBeginning learned;

  /**
   * A decoder.
   *
   * @param adapters read as they are whenever a token is
   */
  CachedDecoder(DecoderModel base, AdapterSet adapters) {
    this.base = base;
    this.scope = TensorScope.open(base.device());
    this.script = Closing.onFailure(scope, () -> DecoderSources.decoder(scope, base.config()));
    this.weights = Closing.onFailure(scope, () -> new DecodingWeights(base, adapters, script));
    this.learned = new TextBeginning(weights, script);
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
    return learned.open(regions, rows);
  }

  @Override
  public Beginning begin(int[] tokens) {
    return new TextBeginning(learned, tokens);
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
                  .dictionary("p", weights.head())
                  .tensor(work.number(count)));
      return new TopTokens(top.get(0).floats(), top.get(1).longs(), count);
    }
  }

  @Override
  public float[] logProbabilities(Tensor states, int[] after, int[] tokens) {
    try (TensorScope work = scope.child()) {
      float[] found = new float[tokens.length];
      int rows = TrainingMemory.DEFAULT.logitRows(vocabularySize());
      int total = (int) states.shape()[0];
      for (int from = 0; from < total; from += rows) {
        logProbabilities(work, states, from, Math.min(total, from + rows), after, tokens, found);
      }
      return found;
    }
  }

  /**
   * Finds the log-probabilities after the states {@code from} to {@code to}. All states at once
   * would need more logits than a batch has.
   */
  private void logProbabilities(
      TensorScope work, Tensor states, int from, int to, int[] after, int[] tokens, float[] found) {
    int[] asked =
        IntStream.range(0, tokens.length).filter(i -> after[i] >= from && after[i] < to).toArray();
    if (asked.length == 0) {
      return;
    }
    long[] places =
        Arrays.stream(asked)
            .mapToLong(i -> (long) (after[i] - from) * vocabularySize() + tokens[i])
            .toArray();
    try (TensorScope part = work.child()) {
      float[] values =
          script
              .evaluate(
                  part,
                  "log_probability",
                  new Arguments()
                      .tensor(part.adopt(states.rows(from, to)))
                      .dictionary("p", weights.head())
                      .tensor(part.longs(places, places.length)))
              .get(0)
              .floats();
      for (int i = 0; i < asked.length; i++) {
        found[asked[i]] = values[i];
      }
    }
  }

  @Override
  public void close() {
    learned.close();
    weights.close();
    scope.close();
  }
}
