package org.dashsweep.benchmark;

import java.util.Arrays;
import java.util.List;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.model.EncoderConfig;

/**
 * Floating-point operations of a BERT classifier's training step: those of the matrix products that
 * cannot be left out, a multiplication and an addition counting as two. Element-wise work
 * (activations, norms, softmax, dropout, the optimiser) counts as nothing, and so does what an
 * implementation computes beyond need (padding, recomputation, zeros, gradients of frozen tensors).
 *
 * <p>With N tokens in B examples of nᵢ tokens each, D the hidden width, c classes; every linear
 * layer (in, out) has an adapter of rank r and s directions, or none does:
 *
 * <ul>
 *   <li>frozen linear layers: 2·N·in·out forward, and the same again for the gradient of the input.
 *       Query, key and value of the first block do without the latter: their input is the frozen
 *       embeddings' output. With {@code head-only} there is no backward pass through the base
 *   <li>ranks of an adapter: 2·N·r·(in + out) forward; the same for the gradients of A and B; the
 *       same for the gradients of A x and x, the latter (2·N·r·in) not in the three layers above
 *   <li>directions: 2·N·s·(in + out) forward; the same, with the same exception, for the gradients
 *       of Vᵀ x and x; 2·N·s for the gradient of Δσ. U and V have no gradient
 *   <li>DoRA's norm: 2·r·in·out forward. With dropout another frozen product, forward and for the
 *       gradient of the input as the first
 *   <li>attention: 4·D·Σ nᵢ² forward (scores and weighted values), twice that backward, per block.
 *       DeBERTa's products with relative positions come on top and are not counted: its share of
 *       the machine's peak is understated
 *   <li>the head: 2·B·D·c forward, as much for its weight's gradient and, but with {@code
 *       head-only}, for that of its input
 * </ul>
 */
final class StepOperations {
  private StepOperations() {}

  /**
   * A linear layer.
   *
   * @param readsEmbeddings whether nothing that trains lies before it
   */
  private record Linear(long inputs, long outputs, boolean readsEmbeddings) {}

  /**
   * Operations of one step on all linear layers' adapters and the head.
   *
   * @param labels c
   * @param lengths nᵢ
   */
  static long of(EncoderConfig config, Method method, int labels, int[] lengths) {
    long tokens = Arrays.stream(lengths).asLongStream().sum();
    long squares = Arrays.stream(lengths).mapToLong(length -> (long) length * length).sum();
    boolean adapted = !(method instanceof HeadOnly);
    long total = 0;
    for (int block = 0; block < config.blocks(); block++) {
      for (Linear linear : linears(config, block == 0)) {
        total += frozen(linear, tokens, adapted);
        total +=
            ranks(linear, tokens, ranks(method)) + directions(linear, tokens, directions(method));
        if (method instanceof Dora dora) {
          total += 2L * dora.lora().rank() * linear.inputs() * linear.outputs();
          total += dora.dropout() > 0 ? frozen(linear, tokens, true) : 0;
        }
      }
      total += (adapted ? 12L : 4L) * config.hiddenSize() * squares;
    }
    return total + (adapted ? 6L : 4L) * lengths.length * config.hiddenSize() * labels;
  }

  private static List<Linear> linears(EncoderConfig config, boolean first) {
    int hidden = config.hiddenSize();
    int wide = config.intermediateSize();
    Linear projection = new Linear(hidden, hidden, first);
    return List.of(
        projection,
        projection,
        projection,
        new Linear(hidden, hidden, false),
        new Linear(hidden, wide, false),
        new Linear(wide, hidden, false));
  }

  private static long frozen(Linear linear, long tokens, boolean adapted) {
    long product = 2 * tokens * linear.inputs() * linear.outputs();
    return adapted && !linear.readsEmbeddings() ? 2 * product : product;
  }

  private static long ranks(Linear linear, long tokens, long ranks) {
    long both = 2 * tokens * ranks * (linear.inputs() + linear.outputs());
    return 3 * both - spared(linear, tokens, ranks);
  }

  private static long directions(Linear linear, long tokens, long directions) {
    long both = 2 * tokens * directions * (linear.inputs() + linear.outputs());
    return 2 * both + 2 * tokens * directions - spared(linear, tokens, directions);
  }

  private static long spared(Linear linear, long tokens, long width) {
    return linear.readsEmbeddings() ? 2 * tokens * width * linear.inputs() : 0;
  }

  private static int ranks(Method method) {
    if (method instanceof LoraDash dash) {
      return dash.lora().rank();
    }
    if (method instanceof Dora dora) {
      return dora.lora().rank();
    }
    return method instanceof Lora lora ? lora.rank() : 0;
  }

  private static int directions(Method method) {
    return method instanceof LoraDash dash ? dash.directions() : 0;
  }
}
