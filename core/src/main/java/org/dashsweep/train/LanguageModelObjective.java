package org.dashsweep.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalLanguageModel;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Tensor;

/**
 * The mean cross-entropy over all predicted tokens of an update of a language model. Hugging Face's
 * {@code Trainer} minimises it where an update is one batch.
 *
 * <p>Hugging Face, padding on the left, also predicts the first token of every padded example, from
 * padding that attends to nothing. The tokens it attends to instead changed from version to
 * version. Here this holds only for sequences that declare their {@link
 * CausalBatch.Sequence#paddingBefore padding}.
 */
public final class LanguageModelObjective implements Objective {
  private final CausalLanguageModel model;
  private final List<CausalBatch.Sequence> examples;

  /**
   * Makes an objective over these examples. Those that predict no token, their prompts being as
   * long as an example may be, add nothing.
   *
   * @throws IllegalArgumentException if nothing of the model trains, or no example predicts a token
   */
  public LanguageModelObjective(
      CausalLanguageModel model, List<? extends CausalBatch.Sequence> examples) {
    this.model = model;
    this.examples = List.copyOf(examples);
    if (model.adapters().trained().isEmpty()) {
      throw new IllegalArgumentException(
          "a language model has no head of its own: without adapters nothing trains");
    }
    if (examples.stream().allMatch(example -> example.predicted() == 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "none of %d training examples predicts a token: their prompts alone reach the cutoff",
              examples.size()));
    }
  }

  @Override
  public AdapterSet adapters() {
    return model.adapters();
  }

  @Override
  public Map<String, Tensor> head() {
    return Map.of();
  }

  @Override
  public int[] lengths() {
    return examples.stream().mapToInt(example -> example.tokenIds().length).toArray();
  }

  @Override
  public long terms(int example) {
    return examples.get(example).predicted();
  }

  @Override
  public Pass accumulate(int[] indices, long terms, DropoutSeeds seeds) {
    Stopwatch watch = new Stopwatch();
    CausalBatch batch = CausalBatch.of(Arrays.stream(indices).mapToObj(examples::get).toList());
    double packing = watch.lap();
    CausalLanguageModel.Pass pass = model.accumulate(batch, terms, seeds);
    return new Pass(
        pass.loss(), batch.realTokens(), packing + pass.forwardSeconds(), pass.backwardSeconds());
  }
}
