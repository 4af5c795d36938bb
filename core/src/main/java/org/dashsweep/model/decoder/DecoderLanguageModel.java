package org.dashsweep.model.decoder;

import java.util.List;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.CausalLanguageModel;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A decoder with adapters, as {@code decoder.py} computes it. Confined to one thread; closing it
 * closes neither the base nor the scope.
 */
public final class DecoderLanguageModel implements CausalLanguageModel {
  private static final long NO_DROPOUT = DropoutSeeds.EVALUATION.of(0);

  private final TensorScope scope;
  private final AdapterSet adapters;
  private final TrainingMemory memory;
  private final DecoderScript script;

  /**
   * Puts a model together.
   *
   * @param scope holds the script and what passes through the model
   * @param adapterDropout of the adapters' inputs in training
   */
  public DecoderLanguageModel(
      TensorScope scope, DecoderModel base, AdapterSet adapters, double adapterDropout) {
    this(scope, base, adapters, adapterDropout, TrainingMemory.DEFAULT);
  }

  /** Puts a model together that trains with more memory, or less. */
  public DecoderLanguageModel(
      TensorScope scope,
      DecoderModel base,
      AdapterSet adapters,
      double adapterDropout,
      TrainingMemory memory) {
    this.scope = scope;
    this.adapters = adapters;
    this.memory = memory;
    this.script = new DecoderScript(scope, base, adapters, adapterDropout);
  }

  @Override
  public AdapterSet adapters() {
    return adapters;
  }

  @Override
  public Pass accumulate(CausalBatch batch, long predicted, DropoutSeeds seeds) {
    long start = System.nanoTime();
    int firstAdapted = adapters.firstBlock().orElse(script.blocks());
    try (TensorScope work = scope.child()) {
      DecoderTrainingPass pass =
          new DecoderTrainingPass(script, work, batch, seeds, memory, firstAdapted);
      Tensor x = pass.forward();
      Tensor losses = pass.head(x, predicted);
      long between = System.nanoTime();
      pass.backward(x);
      // Only now: a GPU is waited for here.
      double loss = 0;
      for (float term : losses.floats()) {
        loss += term;
      }
      return new Pass(
          loss / predicted, (between - start) * 1e-9, (System.nanoTime() - between) * 1e-9);
    }
  }

  @Override
  public double[] lossSums(CausalBatch batch) {
    try (TensorScope work = scope.child()) {
      Tensor x =
          script.predicting(script.evaluated(), work, states(work, batch), batch.predicting(work));
      int rows = memory.logitRows(script.vocabularySize());
      return batch.sumBySequence(
          script.tokenLosses(work, x, batch.predictions(work), rows).floats());
    }
  }

  @Override
  public CausalDecoder decoder() {
    return script.decoder();
  }

  /** The last block's output, (N + P, D). */
  private Tensor states(TensorScope work, CausalBatch batch) {
    BlockLayouts layouts = script.layouts(work, batch);
    Tensor x = script.embed(script.evaluated(), work, batch);
    for (int i = 0; i < script.blocks(); i++) {
      try (Tensor input = x) {
        x = script.block(script.evaluated(), work, i, input, layouts, NO_DROPOUT);
      }
    }
    return x;
  }

  /** Logits without dropout and without gradients, (N + P, vocabulary). */
  public Tensor logits(TensorScope work, CausalBatch batch) {
    DecoderScript.Call call = script.evaluated();
    return script.logits(call, work, script.finalNorm(call, work, states(work, batch)));
  }

  /**
   * Returns logits without dropout, with the gradients of all tensors that record theirs. Puts
   * Hugging Face's hidden states into {@code hidden}: the embeddings, each block's output, and the
   * last output behind the final norm.
   */
  public Tensor inspect(TensorScope work, CausalBatch batch, List<Tensor> hidden) {
    DecoderScript.Call call = script.differentiated();
    BlockLayouts layouts = script.layouts(work, batch);
    Tensor x = script.embed(call, work, batch);
    for (int i = 0; i < script.blocks(); i++) {
      hidden.add(x);
      x = script.block(call, work, i, x, layouts, NO_DROPOUT);
    }
    x = script.finalNorm(call, work, x);
    hidden.add(x);
    return script.logits(call, work, x);
  }

  /**
   * Returns the mean cross-entropy of the predicted tokens, with its gradient.
   *
   * @param logits of this batch, from {@link #inspect}
   * @param predicted tokens of the whole batch, of which this may be a part
   */
  public Tensor loss(TensorScope work, Tensor logits, CausalBatch batch, long predicted) {
    return script.loss(script.differentiated(), work, logits, batch, predicted);
  }

  @Override
  public void close() {
    script.close();
  }
}
