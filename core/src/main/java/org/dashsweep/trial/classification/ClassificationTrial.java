package org.dashsweep.trial.classification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.peft.AdaptedModel;
import org.dashsweep.adapter.peft.TaskType;
import org.dashsweep.data.EncodedData;
import org.dashsweep.evaluation.EvaluationPass;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.model.SequenceEncoder;
import org.dashsweep.source.ModelSource;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.train.ClassificationObjective;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.Training;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialLoop;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialSettings;

/** One trial: adapt, fit, evaluate, report. Owns everything native of the trial. */
final class ClassificationTrial implements AutoCloseable {
  private final ClassificationSettings settings;
  private final SequenceEncoder base;
  private final EncodedData data;
  private final Method method;
  private final FineTuning<SequenceClassifier> tuning;
  private final SequenceClassifier model;
  private final Training training;
  private final TrialLoop loop;
  private final ClassificationEvaluation evaluation;

  ClassificationTrial(
      TrialRequest request,
      ClassificationSettings settings,
      SequenceEncoder base,
      EncodedData data,
      Optional<InitialAdapter> initial,
      TrialListener listener) {
    this.settings = settings;
    this.base = base;
    this.data = data;
    TrialSettings common = settings.common();
    settings.requireEffect(base);
    this.method = common.method();
    int rows = data.train().size();
    settings.requireReachable(method, rows, evaluationRows());
    this.tuning =
        FineTuning.of(
            new FineTuning.Plan(
                method,
                base,
                new BatchSchedule(
                    EncodedData.lengths(data.train()),
                    common.batchSize(),
                    common.order(),
                    common.seed()),
                common.training(rows).limitedTo(request.examplesPerPass())),
            (scope, adapters) -> model(scope, adapters, initial),
            (scope, model) ->
                new ClassificationObjective(scope, model, data.labels(), data.train()));
    this.model = tuning.model();
    this.training = tuning.training();
    this.loop =
        Closing.onFailure(
            tuning, () -> new TrialLoop(request, training, common.totalSteps(rows), listener));
    this.evaluation =
        new ClassificationEvaluation(model, data, settings.evaluationBatchSize(), loop::evaluated);
  }

  private SequenceClassifier model(
      TensorScope scope, AdapterSet adapters, Optional<InitialAdapter> initial) {
    initial.ifPresent(adapter -> adapter.restore(method, adapters, base));
    SequenceClassifier fresh =
        base.classifier(scope, adapters, settings.classifier(data.labels().outputs()));
    initial.ifPresent(adapter -> adapter.restoreHead(namedHead(base, fresh)));
    return fresh;
  }

  /** Rows of each evaluation set. */
  private List<Integer> evaluationRows() {
    return data.evaluation().stream().map(set -> set.examples().size()).toList();
  }

  TrialResult run() {
    loop.run(
        settings.evaluateEvery(data.train().size()), this::evaluateUnlessLast, () -> rows(look()));
    loop.keep();
    List<EvaluationPass> last = evaluate();
    EvaluatedState state =
        new EvaluatedState(
            training.stepsDone(),
            EvaluatedState.Choice.LAST_UPDATE,
            method.launch(model.adapters()));
    loop.keepAdapter(
        state,
        method,
        model.adapters(),
        adaptedModel(),
        settings.notes(data.labels(), base.config()));
    return loop.finish(
        evaluation.judged(),
        state,
        method,
        model.adapters(),
        model.head().values().stream().mapToLong(Tensor::elements).sum(),
        evaluation.predictions(last));
  }

  private AdaptedModel adaptedModel() {
    String name = ModelSource.publishedName(settings.common().model());
    return new AdaptedModel(base, name, TaskType.SEQ_CLS, namedHead(base, model));
  }

  /** The head by the names of its tensors in Hugging Face's model. */
  private static Map<String, Tensor> namedHead(SequenceEncoder base, SequenceClassifier model) {
    Map<String, Tensor> head = new LinkedHashMap<>();
    model.head().forEach((name, tensor) -> head.put(base.headName(name), tensor));
    return head;
  }

  /** The last state is evaluated in any case. */
  private void evaluateUnlessLast() {
    if (!training.finished()) {
      evaluate();
    }
  }

  /** Evaluates on every set, in their order. */
  private List<EvaluationPass> evaluate() {
    return loop.evaluate(
        () -> {
          List<EvaluationPass> evaluations = look();
          training.countForwards(settings.forwardsPerEvaluation(evaluationRows()));
          return evaluations;
        },
        this::rows);
  }

  /** Evaluates like {@link #evaluate}, without a trace. */
  private List<EvaluationPass> look() {
    return evaluation.run();
  }

  private List<TrialResult.Evaluation> rows(List<EvaluationPass> evaluations) {
    return evaluation.rows(evaluations, training.stepsDone());
  }

  @Override
  public void close() {
    tuning.close();
  }
}
