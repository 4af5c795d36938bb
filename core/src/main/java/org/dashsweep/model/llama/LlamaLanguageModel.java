package org.dashsweep.model.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.CausalLanguageModel;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.script.Arguments;
import org.dashsweep.script.ScriptModule;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A LLaMA decoder with adapters, as {@code llama.py} computes it. Confined to one thread; closing
 * it closes neither the base nor the scope.
 */
public final class LlamaLanguageModel implements CausalLanguageModel {
  private final TensorScope scope;
  private final LlamaModel base;
  private final AdapterSet adapters;
  private final ScriptModule script;

  /**
   * Puts a model together.
   *
   * @param scope holds the script and what passes through the model
   * @param adapterDropout of the adapters' inputs in training
   */
  public LlamaLanguageModel(
      TensorScope scope, LlamaModel base, AdapterSet adapters, double adapterDropout) {
    this.scope = scope;
    this.base = base;
    this.adapters = adapters;
    this.script = LlamaScript.model(scope, base.config(), adapterDropout);
  }

  @Override
  public AdapterSet adapters() {
    return adapters;
  }

  @Override
  public Pass accumulate(CausalBatch batch, long predicted, DropoutSeeds seeds) {
    long start = System.nanoTime();
    try (TensorScope work = scope.child()) {
      Tensor logits = run(script::differentiate, work, batch, seeds, new ArrayList<>());
      Tensor loss = loss(script::differentiate, work, logits, batch, predicted);
      long between = System.nanoTime();
      Autograd.backward(loss);
      double value = loss.scalar();
      return new Pass(value, (between - start) * 1e-9, (System.nanoTime() - between) * 1e-9);
    }
  }

  @Override
  public double lossSum(CausalBatch batch) {
    try (TensorScope work = scope.child()) {
      return loss(script::evaluate, work, logits(work, batch), batch, 1).scalar();
    }
  }

  @Override
  public CausalDecoder decoder() {
    return new LlamaDecoder(base, adapters);
  }

  /** Logits without dropout and without gradients, (N + P, vocabulary). */
  public Tensor logits(TensorScope work, CausalBatch batch) {
    return run(script::evaluate, work, batch, DropoutSeeds.EVALUATION, new ArrayList<>());
  }

  /**
   * Logits without dropout, with gradients. Puts into {@code hidden} what Hugging Face calls hidden
   * states: the embeddings, each block's output, and the last of them behind the final norm.
   */
  public Tensor inspect(TensorScope work, CausalBatch batch, List<Tensor> hidden) {
    return run(script::differentiate, work, batch, DropoutSeeds.EVALUATION, hidden);
  }

  /**
   * The mean cross-entropy of the predicted tokens, with its gradient.
   *
   * @param logits of this batch
   * @param predicted tokens of the whole batch, of which this may be a part
   */
  public Tensor loss(TensorScope work, Tensor logits, CausalBatch batch, long predicted) {
    return loss(script::differentiate, work, logits, batch, predicted);
  }

  private Tensor loss(
      Call call, TensorScope work, Tensor logits, CausalBatch batch, long predicted) {
    return call.run(
            work,
            "loss",
            new Arguments()
                .tensor(logits)
                .tensor(batch.targets(work))
                .tensor(work.scalar((double) predicted)))
        .get(0);
  }

  /** Either way of calling a script method. */
  private interface Call {
    List<Tensor> run(TensorScope scope, String method, Arguments arguments);
  }

  private Tensor run(
      Call call, TensorScope work, CausalBatch batch, DropoutSeeds seeds, List<Tensor> hidden) {
    Map<String, Tensor> layout = batch.layout(work);
    List<Tensor> rotations =
        call.run(
            work,
            "rotations",
            new Arguments()
                .tensor(batch.packed().positions(work))
                .dictionary("p", base.embeddings()));
    layout.put("cosine", rotations.get(0));
    layout.put("sine", rotations.get(1));
    Tensor x =
        call.run(
                work,
                "embed",
                new Arguments()
                    .tensor(batch.packed().tokens(work))
                    .dictionary("p", base.embeddings()))
            .get(0);
    for (int i = 0; i < base.config().blocks(); i++) {
      hidden.add(x);
      x =
          call.run(
                  work,
                  "block",
                  new Arguments()
                      .tensor(x)
                      .dictionary("layout", layout)
                      .dictionary("p", base.block(i), adapters.block(i))
                      .tensor(work.scalar(seeds.of(i))))
              .get(0);
    }
    x = call.run(work, "final_norm", new Arguments().tensor(x).dictionary("p", base.head())).get(0);
    hidden.add(x);
    return call.run(work, "head", new Arguments().tensor(x).dictionary("p", base.head())).get(0);
  }

  @Override
  public void close() {
    script.close();
  }
}
