package org.dashsweep.diffusion;

import java.util.Arrays;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Prompts as SDXL's two text encoders see them. Owns nothing.
 *
 * @param hidden what goes into both encoders' last layers, side by side, (n, tokens, K)
 * @param pooled the second encoder's projected embedding, (n, P)
 */
public record PromptEmbeddings(Tensor hidden, Tensor pooled) {
  private static final int TIME_IDS = 6;

  /** Returns zeros of the same shape: what pipelines take for the prompt that is not given. */
  public PromptEmbeddings zeros(TensorScope scope) {
    return new PromptEmbeddings(scope.zeros(hidden.shape()), scope.zeros(pooled.shape()));
  }

  /**
   * Returns the conditions of images.
   *
   * @param work owns what is made
   * @param prompts index of each image's prompt
   * @param timeIds of each image: original height and width, top and left of the crop, target
   *     height and width
   */
  public Conditioning conditioning(
      TensorScope work, LatentMath math, int[] prompts, int[][] timeIds) {
    float[] ids = new float[TIME_IDS * timeIds.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = timeIds[i / TIME_IDS][i % TIME_IDS];
    }
    return new Conditioning(
        math.rows(work, hidden, prompts),
        math.rows(work, pooled, prompts),
        work.floats(ids, timeIds.length, TIME_IDS));
  }

  /**
   * Returns the conditions of images of a size that are made from nothing: not cropped.
   *
   * @param prompts index of each image's prompt
   */
  public Conditioning uncropped(
      TensorScope work, LatentMath math, int[] prompts, int height, int width) {
    int[][] timeIds = new int[prompts.length][];
    Arrays.fill(timeIds, new int[] {height, width, 0, 0, height, width});
    return conditioning(work, math, prompts, timeIds);
  }
}
