package org.dashsweep.model.decoder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.dashsweep.model.Activations;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * A forward and a backward pass in which each block has a graph of its own. A block's activations
 * are freed as soon as its gradients are there, and may be made only then.
 *
 * <p>Blocks before the first adapted one have no gradient, and that one's input needs none.
 */
final class DecoderTrainingPass {
  private final DecoderScript script;
  private final TensorScope work;
  private final CausalBatch batch;
  private final DropoutSeeds seeds;
  private final TrainingMemory memory;
  private final int firstAdapted;
  private final BlockLayouts layouts;
  private final Tensor predicting;
  private final Tensor predictions;
  private final Deque<Run> runs = new ArrayDeque<>();
  private @Nullable Tensor embedded;

  /** A block that has run forward: what went in, and what came out unless it is to run again. */
  private record Run(int block, Tensor input, @Nullable Tensor output) {}

  /**
   * A pass to come.
   *
   * @param work owns what it makes
   * @param firstAdapted index of the first block that trains
   */
  DecoderTrainingPass(
      DecoderScript script,
      TensorScope work,
      CausalBatch batch,
      DropoutSeeds seeds,
      TrainingMemory memory,
      int firstAdapted) {
    this.script = script;
    this.work = work;
    this.batch = batch;
    this.seeds = seeds;
    this.memory = memory;
    this.firstAdapted = firstAdapted;
    this.layouts = script.layouts(work, batch);
    // Before any block runs: what is copied to a GPU waits for all that it has to do.
    this.predicting = batch.predicting(work);
    this.predictions = batch.predictions(work);
  }

  /**
   * Runs all blocks.
   *
   * @return the last one's output, (N + P, D), which records its gradient
   */
  Tensor forward() {
    Tensor x;
    if (script.trainsEmbeddings()) {
      embedded = script.embed(script.differentiated(), work, batch);
      x = embedded.detached().recordGradient();
    } else {
      x = script.embed(script.computed(), work, batch);
    }
    for (int block = 0; block < firstAdapted; block++) {
      Tensor output = block(script.computed(), block, x);
      x.close();
      x = output;
    }
    boolean again = memory.activations() == Activations.RECOMPUTED;
    for (int block = firstAdapted; block < script.blocks(); block++) {
      Tensor output = block(again ? script.computed() : script.differentiated(), block, x);
      runs.push(new Run(block, x, again ? null : output));
      x = (again ? output : output.detached()).recordGradient();
    }
    return x;
  }

  /**
   * Computes the head's loss and its gradient at the last block's output.
   *
   * @param predicted what the sum of the cross-entropies is divided by
   * @return the cross-entropies, (M,); M may be 0
   */
  Tensor head(Tensor x, long predicted) {
    if (batch.predicted() == 0) {
      try (Tensor zeros = work.zeros(x.shape())) {
        Autograd.backward(x, zeros);
      }
      script.headThatTrains().ifPresent(head -> Autograd.backward(head, work.zeros(head.shape())));
      return predictions;
    }
    int rows = memory.logitRows(script.vocabularySize());
    Tensor states = script.predicting(script.differentiated(), work, x, predicting);
    List<Tensor> losses = script.tokenLossesAndGradient(work, states, predictions, rows, predicted);
    Autograd.backward(states, losses.get(1));
    states.close();
    losses.get(1).close();
    if (losses.size() > 2) {
      script.addHeadGradient(losses.get(2));
      losses.get(2).close();
    }
    return losses.get(0);
  }

  /** Runs all blocks backward, from the gradient at the last one's output. */
  void backward(Tensor x) {
    Tensor input = x;
    while (!runs.isEmpty()) {
      Run run = runs.pop();
      Tensor output =
          run.output() == null
              ? block(script.differentiated(), run.block(), run.input())
              : run.output();
      try (Tensor upstream = Objects.requireNonNull(input.gradient())) {
        Autograd.backward(output, upstream);
      }
      output.close();
      input.close();
      input = run.input();
    }
    if (embedded != null) {
      try (Tensor upstream = Objects.requireNonNull(input.gradient())) {
        Autograd.backward(embedded, upstream);
      }
    }
  }

  private Tensor block(DecoderScript.Call call, int block, Tensor x) {
    return script.block(call, work, block, x, layouts, seeds.of(block));
  }
}
