package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.UntunedRun;

/** One trial that trains nothing: the base model is asked the questions. Owns its scope. */
final class UntunedCommonsense implements AutoCloseable {
  private final CommonsenseSettings settings;
  private final TensorScope scope;
  private final UntunedRun run;
  private final Asking asking;

  UntunedCommonsense(
      TrialRequest request,
      CommonsenseSettings settings,
      LoadedDecoder base,
      CommonsenseTrialData data,
      TrialListener listener) {
    this.settings = settings;
    this.run = new UntunedRun(request, listener);
    this.scope = TensorScope.open(base.model().device());
    this.asking =
        Closing.onFailure(
            scope,
            () ->
                new Asking(
                    new DecoderLanguageModel(
                        scope, base.model(), new AdapterSet(scope), 0, settings.memory()),
                    base,
                    data.questions(),
                    settings,
                    run::evaluated));
  }

  TrialResult run() {
    List<TrialResult.Prediction> predictions = new ArrayList<>();
    for (Scorer scorer : settings.scorers()) {
      run.evaluate(() -> asking.ask(scorer), answered -> Averages.rows(answered, UntunedRun.STEP))
          .forEach(set -> predictions.addAll(set.predictions()));
    }
    return run.finish(Averages.judged(settings), predictions);
  }

  @Override
  public void close() {
    scope.close();
    Torch.releaseFreedMemory();
  }
}
