package org.dashsweep.diffusion;

import java.nio.file.Path;
import java.util.List;
import org.dashsweep.model.clip.ClipModel;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/**
 * CLIP with its tokenizer, from a directory as transformers saves it: embeds images and texts into
 * one space. Confined to one thread; its loader closes it.
 */
public final class ClipScorer implements AutoCloseable {
  private final ClipModel model;
  private final TextTokenizer tokenizer;

  private ClipScorer(ClipModel model, TextTokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a directory.
   *
   * @throws org.dashsweep.weights.CheckpointException if a file is missing or not valid
   * @throws org.dashsweep.model.ModelException if configuration and tensors do not fit
   * @throws org.dashsweep.tokenizer.TokenizerException if there is no usable tokenizer
   */
  public static ClipScorer load(Path directory, Device device) {
    HuggingFaceDirectory files = HuggingFaceDirectory.read(directory);
    TokenizerFiles tokenizer = TokenizerFiles.read(directory);
    ClipModel model =
        ClipModel.load(
            directory.resolve("config.json").toString(),
            files.config(),
            files.checkpoint(),
            device);
    return Closing.onFailure(model, () -> new ClipScorer(model, tokenizer.open()));
  }

  /** Returns height and width of its images in pixels. */
  public int imageSize() {
    return model.vision().config().imageSize();
  }

  /** Returns the ids of texts' tokens, padded, (n, tokens). */
  public int[][] tokens(List<String> texts) {
    return PaddedPrompts.tokens(tokenizer, model.text().config().positions(), texts);
  }

  /**
   * Embeds texts.
   *
   * @param result owns what is returned
   * @return (n, E), not normalised
   */
  public Tensor embedTexts(TensorScope result, List<String> texts) {
    return model.text().encode(result, tokens(texts)).pooled();
  }

  /**
   * Embeds images.
   *
   * @param result owns what is returned
   * @param pixels (n, 3, S, S), normalised
   * @return (n, E), not normalised
   */
  public Tensor embedImages(TensorScope result, Tensor pixels) {
    return model.vision().embed(result, pixels);
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
  }
}
