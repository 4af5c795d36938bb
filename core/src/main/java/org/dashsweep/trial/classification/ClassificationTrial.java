package org.dashsweep.trial.classification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.peft.AdaptedModel;
import org.dashsweep.adapter.peft.TaskType;
import org.dashsweep.data.BatchSchedule;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.EvaluationSet;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.evaluation.EvaluationPass;
import org.dashsweep.evaluation.Metrics;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.model.SequenceEncoder;
import org.dashsweep.source.ModelSource;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.ClassificationObjective;
import org.dashsweep.train.DivergenceException;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.Training;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.TrainingLoop;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialSettings;
import org.dashsweep.trial.WithinMemory;

/** One trial: adapt, fit, evaluate, report. Owns everything native of the trial. */
final class ClassificationTrial implements AutoCloseable {
  private final ClassificationSettings settings;
  private final SequenceEncoder base;
  private final EncodedData data;
  private final Method method;
  private final FineTuning<SequenceClassifier> tuning;
  private final SequenceClassifier model;
  private final Training training;
  private final TrainingLoop loop;
  private final WithinMemory<Integer> evaluated;

  ClassificationTrial(
      TrialRequest request,
      ClassificationSettings settings,
      SequenceEncoder base,
      EncodedData data,
      Optional<InitialAdapter> initial,
      TrialListener listener) {
    this.settings = settings;
    this.evaluated = WithinMemory.count(settings.evaluationBatchSize());
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
            tuning, () -> new TrainingLoop(request, training, common.totalSteps(rows), listener));
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
        new TrialResult.Judged(
            data.name(), data.evaluation().get(0).name(), data.metric().toString()),
        state,
        method,
        model.adapters(),
        model.head().values().stream().mapToLong(Tensor::elements).sum(),
        predictions(last));
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
    List<EvaluationPass> evaluations = new ArrayList<>();
    int total = data.evaluation().stream().mapToInt(set -> set.examples().size()).sum();
    int before = 0;
    for (EvaluationSet<EncodedExample> set : data.evaluation()) {
      int offset = before;
      EvaluationPass evaluation =
          evaluated.run(
              examples ->
                  EvaluationPass.of(
                      model,
                      data.labels(),
                      set.examples(),
                      examples,
                      done -> loop.evaluated(offset + done, total)));
      if (!evaluation.isFinite()) {
        throw DivergenceException.ofOutputs();
      }
      evaluations.add(evaluation);
      before += set.examples().size();
    }
    return evaluations;
  }

  private List<TrialResult.Evaluation> rows(List<EvaluationPass> evaluations) {
    List<TrialResult.Evaluation> rows = new ArrayList<>();
    for (int i = 0; i < evaluations.size(); i++) {
      EvaluationSet<EncodedExample> set = data.evaluation().get(i);
      Metrics.of(evaluations.get(i))
          .forEach(
              (metric, value) ->
                  rows.add(
                      new TrialResult.Evaluation(
                          data.name(),
                          set.name(),
                          metric,
                          value,
                          set.examples().size(),
                          training.stepsDone())));
    }
    return rows;
  }

  private List<TrialResult.Prediction> predictions(List<EvaluationPass> evaluations) {
    List<TrialResult.Prediction> rows = new ArrayList<>();
    for (int set = 0; set < evaluations.size(); set++) {
      EvaluationSet<EncodedExample> examples = data.evaluation().get(set);
      EvaluationPass evaluation = evaluations.get(set);
      List<Label> predicted = evaluation.predictions();
      for (int i = 0; i < predicted.size(); i++) {
        rows.add(
            new TrialResult.Prediction(
                data.name(),
                examples.name(),
                null,
                examples.examples().get(i).id(),
                data.labels().text(evaluation.expected().get(i)),
                data.labels().text(predicted.get(i)),
                null,
                evaluation.outputs().get(i),
                data.labels() instanceof Labels.Classes
                    ? predicted.get(i).equals(evaluation.expected().get(i))
                    : null));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    tuning.close();
  }
}
