package org.dashsweep.trial.classification;

import java.util.List;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.data.EncodedData;
import org.dashsweep.evaluation.EvaluationPass;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.UntunedRun;

/** One trial that trains nothing: a checkpoint's own head, evaluated. Owns the trial's model. */
final class UntunedClassification implements AutoCloseable {
  private final SavedHead head;
  private final SequenceClassifier model;
  private final UntunedRun run;
  private final ClassificationEvaluation evaluation;

  UntunedClassification(
      TrialRequest request,
      ClassificationSettings settings,
      LoadedEncoder base,
      EncodedData data,
      TrialListener listener) {
    this.head = base.head();
    this.run = new UntunedRun(request, listener);
    TensorScope scope = TensorScope.open(base.model().device());
    this.model =
        Closing.onFailure(
            scope,
            () ->
                base.model()
                    .classifier(
                        scope,
                        new AdapterSet(scope),
                        settings.untuned(head.pooling(), data.labels().outputs())));
    this.evaluation =
        new ClassificationEvaluation(model, data, settings.evaluationBatchSize(), run::evaluated);
  }

  TrialResult run() {
    List<EvaluationPass> evaluations =
        run.evaluate(
            () -> evaluation.run().stream().map(head::inOrder).toList(),
            passes -> evaluation.rows(passes, UntunedRun.STEP));
    return run.finish(evaluation.judged(), evaluation.predictions(evaluations));
  }

  @Override
  public void close() {
    model.close();
  }
}
