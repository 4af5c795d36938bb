package org.dashsweep.model.decoder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/** The methods of {@code decoder.py} on one base and one trial's adapters. */
final class DecoderScript implements AutoCloseable {
  private final DecoderModel base;
  private final AdapterSet adapters;
  private final ScriptModule script;

  /** One of the ways of calling a script method. */
  interface Call {
    List<Tensor> run(TensorScope scope, String method, Arguments arguments);
  }

  DecoderScript(TensorScope scope, DecoderModel base, AdapterSet adapters, double adapterDropout) {
    this.base = base;
    this.adapters = adapters;
    this.script = DecoderSources.model(scope, base.config(), adapterDropout);
  }

  /** Records what gradients need. */
  Call differentiated() {
    return script::differentiate;
  }

  /** Records nothing; the results may take part in gradients. */
  Call computed() {
    return script::compute;
  }

  /** Records nothing, and the results never take part in gradients. */
  Call evaluated() {
    return script::evaluate;
  }

  /** Returns a decoder on the same base and adapters. */
  CausalDecoder decoder() {
    return new CachedDecoder(base, adapters);
  }

  int blocks() {
    return base.config().blocks();
  }

  int vocabularySize() {
    return base.config().vocabularySize();
  }

  /** Returns the batch's layouts with its rotations. */
  BlockLayouts layouts(TensorScope work, CausalBatch batch) {
    Map<String, Tensor> layout = batch.layout(work);
    Tensor positions = batch.packed().positions(work);
    List<Tensor> rotations =
        script.compute(
            work,
            "rotations",
            new Arguments()
                .tensor(positions)
                .dictionary("p", base.embeddings(), adapters.in(BaseTensor.EMBEDDINGS)));
    layout.put("cosine", rotations.get(0));
    layout.put("sine", rotations.get(1));
    return layouts(work, layout, positions, batch.packed().longest());
  }

  private BlockLayouts layouts(
      TensorScope work, Map<String, Tensor> layout, Tensor positions, int longest) {
    SlidingWindow window = base.config().attention().window();
    if (!window.narrows(longest + adapters.learnedTokens())) {
      return BlockLayouts.same(layout);
    }
    Arguments arguments = new Arguments().tensor(positions).tensor(work.number(longest));
    Tensor hidden = script.compute(work, "window_mask", arguments).get(0);
    return BlockLayouts.with(layout, Map.of("window", hidden), window);
  }

  /** (N + P, D). */
  Tensor embed(Call call, TensorScope work, CausalBatch batch) {
    return call.run(
            work,
            "embed",
            new Arguments()
                .tensor(batch.packed().tokens(work))
                .dictionary("p", base.embeddings(), adapters.in(BaseTensor.EMBEDDINGS)))
        .get(0);
  }

  /** Returns whether the embeddings train. */
  boolean trainsEmbeddings() {
    return base.embeddings().keySet().stream()
        .anyMatch(adapters.in(BaseTensor.EMBEDDINGS)::containsKey);
  }

  /**
   * Adds to the gradient of a head that trains.
   *
   * @param gradient of its matrix, (vocabulary, D)
   */
  void addHeadGradient(Tensor gradient) {
    Autograd.backward(headThatTrains().orElseThrow(), gradient);
  }

  /** Returns the matrix of a head that trains. */
  Optional<Tensor> headThatTrains() {
    return adapters.in(BaseTensor.HEAD).entrySet().stream()
        .filter(entry -> !entry.getKey().equals("norm.weight"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * One block, (N + P, D) to (N + P, D).
   *
   * @param seed of its dropout masks, or −1
   */
  Tensor block(Call call, TensorScope work, int index, Tensor x, BlockLayouts layouts, long seed) {
    return call.run(
            work,
            "block",
            new Arguments()
                .tensor(x)
                .dictionary("layout", layouts.of(index))
                .dictionary("p", base.block(index), adapters.block(index))
                .tensor(work.number(seed)))
        .get(0);
  }

  /** (N + P, D) to (N + P, D). */
  Tensor finalNorm(Call call, TensorScope work, Tensor x) {
    return head(call, work, "final_norm", x).get(0);
  }

  /** Logits of what {@link #finalNorm} gives, (N + P, vocabulary). */
  Tensor logits(Call call, TensorScope work, Tensor x) {
    return head(call, work, "head", x).get(0);
  }

  /**
   * Returns the states behind the final norm of those tokens that predict one, (M, D).
   *
   * @param tokens {@link CausalBatch#predicting}
   */
  Tensor predicting(Call call, TensorScope work, Tensor x, Tensor tokens) {
    return head(call, work, "predicting", x, tokens).get(0);
  }

  /**
   * Returns the cross-entropies of what {@link #predicting} gives, (M,).
   *
   * @param targets {@link CausalBatch#predictions}
   */
  Tensor tokenLosses(TensorScope work, Tensor x, Tensor targets, int logitRows) {
    return head(script::evaluate, work, "token_losses", x, targets, work.number(logitRows)).get(0);
  }

  /**
   * Returns the cross-entropies of the predictions that {@link #predicting} selects, (M,). The
   * second tensor, (M, D), is the gradient of their sum over {@code predicted} with respect to the
   * selection.
   */
  List<Tensor> tokenLossesAndGradient(
      TensorScope work, Tensor x, Tensor targets, int logitRows, long predicted) {
    return head(
        script::compute,
        work,
        "token_losses_and_gradient",
        x,
        targets,
        work.number(logitRows),
        work.number((double) predicted));
  }

  private List<Tensor> head(
      Call call, TensorScope work, String method, Tensor x, Tensor... others) {
    Arguments arguments =
        new Arguments().tensor(x).dictionary("p", base.head(), adapters.in(BaseTensor.HEAD));
    for (Tensor other : others) {
      arguments.tensor(other);
    }
    return call.run(work, method, arguments);
  }

  /** Returns the mean cross-entropy of all logits of a batch. */
  Tensor loss(Call call, TensorScope work, Tensor logits, CausalBatch batch, long predicted) {
    return call.run(
            work,
            "loss",
            new Arguments()
                .tensor(logits)
                .tensor(batch.targets(work))
                .tensor(work.number((double) predicted)))
        .get(0);
  }

  @Override
  public void close() {
    script.close();
  }
}
