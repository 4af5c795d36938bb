package org.dashsweep.trial.dreambooth;

import java.util.List;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.tensor.TensorScope;

/** Prompts and sizes of several pictures, one below the other. */
final class PromptRows {
  /** Numbers that say a picture's size and crop. */
  static final int TIME_IDS = 6;

  private PromptRows() {}

  /**
   * Puts them on a device.
   *
   * @param scope owns the tensors
   * @param prompts of each picture
   * @param timeIds of each picture, in the order of {@link LatentPhoto#timeIds}
   */
  static Conditioning on(TensorScope scope, List<PromptState> prompts, List<float[]> timeIds) {
    int rows = prompts.size();
    int pooledWidth = prompts.get(0).pooled().length;
    int hiddenElements = prompts.get(0).hidden().length;
    float[] hidden = new float[rows * hiddenElements];
    float[] pooled = new float[rows * pooledWidth];
    float[] ids = new float[rows * TIME_IDS];
    for (int row = 0; row < rows; row++) {
      PromptState prompt = prompts.get(row);
      System.arraycopy(prompt.hidden(), 0, hidden, row * hiddenElements, hiddenElements);
      System.arraycopy(prompt.pooled(), 0, pooled, row * pooledWidth, pooledWidth);
      System.arraycopy(timeIds.get(row), 0, ids, row * TIME_IDS, TIME_IDS);
    }
    return new Conditioning(
        scope.floats(hidden, rows, PromptState.TOKENS, hiddenElements / PromptState.TOKENS),
        scope.floats(pooled, rows, pooledWidth),
        scope.floats(ids, rows, TIME_IDS));
  }
}
