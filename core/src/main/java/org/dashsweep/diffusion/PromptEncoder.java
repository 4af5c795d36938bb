package org.dashsweep.diffusion;

import java.util.List;
import java.util.function.Supplier;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.clip.ClipTextModel;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tokenizer.TextTokenizer;

/**
 * Both text encoders of an SDXL pipeline with their tokenizers, in float32. Confined to one thread;
 * its loader closes it.
 */
public final class PromptEncoder implements AutoCloseable {
  private final TensorScope scope;
  private final LatentMath math;
  private final Tower first;
  private final Tower second;

  private record Tower(ClipTextModel model, TextTokenizer tokenizer) implements AutoCloseable {
    /** (n, tokens), padded, and cut at what the encoder takes. */
    int[][] tokens(List<String> prompts) {
      return PaddedPrompts.tokens(tokenizer, model.config().positions(), prompts);
    }

    @Override
    public void close() {
      tokenizer.close();
      model.close();
    }
  }

  private PromptEncoder(TensorScope scope, Tower first, Tower second) {
    this.scope = scope;
    this.math = new LatentMath(scope);
    this.first = first;
    this.second = second;
  }

  /**
   * Loads both encoders.
   *
   * @throws ModelException if configuration and tensors do not fit
   */
  public static PromptEncoder load(SdxlTextFiles files, Device device) {
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(scope, () -> load(scope, files, device));
  }

  private static PromptEncoder load(TensorScope scope, SdxlTextFiles files, Device device) {
    Tower first =
        tower(
            ClipTextModel.load(files.first().checkpoint(), files.firstConfig(), device),
            files.firstTokenizer()::open);
    return Closing.onFailure(
        first,
        () -> {
          ClipTextModel second =
              ClipTextModel.load(files.second().checkpoint(), files.secondConfig(), device);
          return new PromptEncoder(
              scope, first, tower(projecting(second, files), files.secondTokenizer()::open));
        });
  }

  private static ClipTextModel projecting(ClipTextModel model, SdxlTextFiles files) {
    if (!model.projects()) {
      model.close();
      throw new ModelException(
          files.second().checkpoint().source(),
          "holds no text_projection.weight, from which SDXL takes the pooled prompt");
    }
    return model;
  }

  private static Tower tower(ClipTextModel model, Supplier<TextTokenizer> tokenizer) {
    return Closing.onFailure(model, () -> new Tower(model, tokenizer.get()));
  }

  /** Returns the ids of prompts' tokens for each of the two encoders, padded, (n, tokens). */
  public List<int[][]> tokens(List<String> prompts) {
    return List.of(first.tokens(prompts), second.tokens(prompts));
  }

  /**
   * Encodes prompts.
   *
   * @param result owns what is returned
   */
  public PromptEmbeddings encode(TensorScope result, List<String> prompts) {
    try (TensorScope work = scope.child()) {
      ClipTextModel.Encoded one = first.model().encode(work, first.tokens(prompts));
      ClipTextModel.Encoded other = second.model().encode(work, second.tokens(prompts));
      Tensor hidden = math.joined(work, one.penultimate(), other.penultimate(), 2);
      return new PromptEmbeddings(result.adopt(hidden), result.adopt(other.pooled()));
    }
  }

  @Override
  public void close() {
    first.close();
    second.close();
    scope.close();
  }
}
