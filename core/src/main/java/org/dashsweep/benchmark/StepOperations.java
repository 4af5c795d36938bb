package org.dashsweep.benchmark;

import java.util.Arrays;
import java.util.List;
import org.dashsweep.adapter.LayerStep;
import org.dashsweep.adapter.Method;
import org.dashsweep.model.EncoderConfig;
import org.dashsweep.model.TokenProduct;

/**
 * Floating-point operations of an encoder's training step. They are the operations of the matrix
 * products that cannot be left out; a multiplication and an addition count as two. Element-wise
 * work (activations, norms, softmax, dropout, the optimiser) counts as nothing. Needless
 * computation (padding, recomputation, zeros, gradients of frozen tensors) does not count either.
 *
 * <p>With N tokens in B examples of nᵢ tokens each, D the hidden width, c classes; every linear
 * layer (in, out) has an adapter, or none does:
 *
 * <ul>
 *   <li>frozen linear layers: 2·N·in·out forward, and the same again for the gradient of the input.
 *       Query, key and value of the first block do without the latter: their input is the frozen
 *       embeddings' output. With {@code head-only} there is no backward pass through the base
 *   <li>adapters: as each method says, see {@link Method#stepOperations}. Ranks take 2·N·r·(in +
 *       out) forward, the same for the gradients of A and B, and the same for those of A x and x
 *       but 2·N·r·in in the three layers above
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
   * Operations of one step on all linear layers' adapters and the head.
   *
   * @param labels c
   * @param lengths nᵢ
   */
  static long of(EncoderConfig config, Method method, int labels, int[] lengths) {
    long tokens = Arrays.stream(lengths).asLongStream().sum();
    long squares = Arrays.stream(lengths).mapToLong(length -> (long) length * length).sum();
    boolean adapted = !method.type().trainsHeadAlone();
    long total = 0;
    for (int block = 0; block < config.blocks(); block++) {
      for (LayerStep layer : layers(config, tokens, adapted, block == 0)) {
        total += layer.frozenProduct() + method.stepOperations(layer);
      }
      total += (adapted ? 12L : 4L) * config.hiddenSize() * squares;
    }
    return total + (adapted ? 6L : 4L) * lengths.length * config.hiddenSize() * labels;
  }

  private static List<LayerStep> layers(
      EncoderConfig config, long tokens, boolean adapted, boolean first) {
    return config.tokenProducts().stream()
        .map(
            product ->
                new LayerStep(
                    tokens,
                    product.inputs(),
                    product.outputs(),
                    adapted && !(first && product.input() == TokenProduct.Input.OF_BLOCK)))
        .toList();
  }
}
