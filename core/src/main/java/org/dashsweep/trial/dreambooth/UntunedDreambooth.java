package org.dashsweep.trial.dreambooth;

import java.util.List;
import java.util.Objects;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.Activations;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.PictureStore;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.UntunedRun;

/** One trial that trains nothing: the base model samples the pictures. Owns its scope. */
final class UntunedDreambooth implements AutoCloseable {
  private static final String STATE = "untuned";

  private final DreamboothSettings settings;
  private final PictureStore store;
  private final UntunedRun run;
  private final TensorScope scope;
  private final Denoiser denoiser;
  private final PictureEvaluation evaluation;

  UntunedDreambooth(
      TrialRequest request,
      DreamboothSettings settings,
      UnetModel base,
      PreparedSubject subject,
      SubjectModels models,
      TrialListener listener) {
    this.settings = settings;
    this.store = Objects.requireNonNullElseGet(request.pictures(), PictureStore::inMemory);
    this.run = new UntunedRun(request, listener);
    this.evaluation = new PictureEvaluation(settings, subject, models, run::evaluated);
    this.scope = TensorScope.open(base.device());
    this.denoiser =
        Closing.onFailure(
            scope, () -> new Denoiser(scope, base, new AdapterSet(scope), 0, Activations.KEPT));
  }

  TrialResult run() {
    PictureScores scores =
        run.evaluate(
            () -> evaluation.run(scope, denoiser, store, STATE),
            evaluated -> evaluated.rows(UntunedRun.STEP));
    return run.finish(PictureScores.judged(settings.subject()), List.of())
        .withImages(scores.images());
  }

  @Override
  public void close() {
    scope.close();
    Torch.releaseFreedMemory();
  }
}
