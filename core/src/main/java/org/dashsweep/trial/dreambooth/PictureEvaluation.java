package org.dashsweep.trial.dreambooth;

import java.util.List;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.PictureStore;

/**
 * Samples and scores a trial's pictures. Each model that it needs beside the U-Net is on the device
 * only while it is needed. Confined to the trial's thread.
 */
final class PictureEvaluation {
  private final SubjectModels models;
  private final PictureSampling sampling;
  private final PictureScoring scoring;

  PictureEvaluation(
      DreamboothSettings settings,
      PreparedSubject subject,
      SubjectModels models,
      PictureSampling.Progress progress) {
    this.models = models;
    this.sampling =
        new PictureSampling(
            settings, subject, models.eulerSteps(settings.samplingSteps()), progress);
    this.scoring =
        new PictureScoring(settings.subject(), subject, models::openDino, models::openClipImages);
  }

  /** The number of pictures of one evaluation. */
  int pictures() {
    return sampling.pictures().size();
  }

  /**
   * Evaluates the adapters as they are.
   *
   * @param scope on the denoiser's device
   * @param store where the pictures are kept
   * @param state of the adapters
   */
  PictureScores run(TensorScope scope, Denoiser denoiser, PictureStore store, String state) {
    // What training's allocations left behind is of no use for other shapes.
    Torch.releaseFreedMemory();
    List<SampledPicture> pictures;
    try (VaeDecoder vae = models.openDecoder()) {
      pictures = sampling.run(scope, denoiser, vae, store, state);
    }
    Torch.releaseFreedMemory();
    return scoring.score(pictures, store);
  }
}
