package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.peft.AdaptedModel;
import org.dashsweep.adapter.peft.TaskType;
import org.dashsweep.evaluation.Metrics;
import org.dashsweep.evaluation.ValidationLoss;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.source.ModelSource;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.train.BestState;
import org.dashsweep.train.DivergenceException;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.LanguageModelObjective;
import org.dashsweep.train.Training;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialLoop;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialSettings;
import org.dashsweep.trial.WithinMemory;

/** One trial: adapt, fit, choose the best state, ask, report. Owns everything native of it. */
final class CommonsenseTrial implements AutoCloseable {
  private final CommonsenseSettings settings;
  private final CommonsenseTrialData data;
  private final LoadedDecoder base;
  private final Method method;
  private final FineTuning<DecoderLanguageModel> tuning;
  private final DecoderLanguageModel model;
  private final Training training;
  private final TrialLoop loop;
  private final Asking asking;
  private final WithinMemory<Integer> validated;

  CommonsenseTrial(
      TrialRequest request,
      CommonsenseSettings settings,
      LoadedDecoder base,
      CommonsenseTrialData data,
      Optional<InitialAdapter> initial,
      TrialListener listener) {
    this.settings = settings;
    this.validated = WithinMemory.count(settings.validationBatchSize());
    this.data = data;
    this.base = base;
    TrialSettings common = settings.common();
    this.method = common.method();
    int updates = common.totalSteps(data.train().size());
    base.model().config().requireFits(method);
    method.requireReachable(updates, settings.forwardPasses(updates));
    this.tuning =
        FineTuning.of(
            new FineTuning.Plan(
                method,
                base.model(),
                new BatchSchedule(
                    data.lengths(), common.batchSize(), common.order(), common.seed()),
                common.training(data.train().size()).limitedTo(request.examplesPerPass())),
            (scope, adapters) -> model(scope, adapters, initial),
            (scope, model) -> new LanguageModelObjective(model, data.train()));
    this.model = tuning.model();
    this.training = tuning.training();
    this.loop =
        Closing.onFailure(tuning, () -> new TrialLoop(request, training, updates, listener));
    this.asking = new Asking(model, base, data.questions(), settings, loop::evaluated);
  }

  private DecoderLanguageModel model(
      TensorScope scope, AdapterSet adapters, Optional<InitialAdapter> initial) {
    initial.ifPresent(
        adapter -> {
          adapter.restore(method, adapters, base.model());
          adapter.restoreHead(Map.of());
        });
    return new DecoderLanguageModel(
        scope, base.model(), adapters, method.dropout(), settings.memory());
  }

  TrialResult run() {
    loop.run(
        data.validation().isEmpty() ? 0 : settings.common().evaluateEvery(),
        this::validate,
        () -> data.validation().isEmpty() ? List.of() : rows(look()));
    loop.keep();
    EvaluatedState state = chosenState();
    // Of what training's allocations left behind, a GPU's allocator fits few into the decoder's
    // cache.
    Torch.releaseFreedMemory();
    List<TrialResult.Prediction> predictions = new ArrayList<>();
    for (Scorer scorer : settings.scorers()) {
      ask(scorer, state.step()).forEach(set -> predictions.addAll(set.predictions()));
    }
    loop.keepAdapter(state, method, model.adapters(), adaptedModel(), Map.of());
    return loop.finish(Averages.judged(settings), state, method, model.adapters(), 0, predictions);
  }

  /** The state to ask, put back if it is not the last. */
  private EvaluatedState chosenState() {
    EvaluatedState.Choice choice = EvaluatedState.Choice.LAST_UPDATE;
    int step = training.stepsDone();
    Optional<BestState.Offer> best =
        settings.keepBest() ? training.best().best() : Optional.empty();
    if (best.isPresent()) {
      training.best().restore();
      choice = EvaluatedState.Choice.LOWEST_VALIDATION_LOSS;
      step = best.get().step();
    }
    return new EvaluatedState(step, choice, method.launch(model.adapters()));
  }

  private AdaptedModel adaptedModel() {
    String name = ModelSource.publishedName(settings.common().model());
    return new AdaptedModel(base.model(), name, TaskType.CAUSAL_LM, Map.of());
  }

  private void validate() {
    ValidationLoss loss =
        loop.evaluate(
            () -> {
              ValidationLoss validated = look();
              training.countForwards(validated.forwards());
              return validated;
            },
            this::rows);
    training.best().offer(training.stepsDone(), loss.mean());
  }

  private ValidationLoss look() {
    ValidationLoss loss =
        validated.run(
            examples ->
                ValidationLoss.of(
                    model,
                    data.validation(),
                    settings.validationBatchSize(),
                    examples,
                    this::validated));
    if (!Double.isFinite(loss.mean())) {
      throw DivergenceException.ofOutputs();
    }
    return loss;
  }

  private List<TrialResult.Evaluation> rows(ValidationLoss loss) {
    return List.of(
        new TrialResult.Evaluation(
            settings.trainSet(),
            "validation",
            Metrics.LOSS,
            loss.mean(),
            loss.examples(),
            training.stepsDone()));
  }

  private void validated(int examples) {
    loop.evaluated(examples, data.validation().size());
  }

  /**
   * Asks all questions.
   *
   * @param step updates that the state has seen
   */
  private List<AnsweredQuestions> ask(Scorer scorer, int step) {
    return loop.evaluate(() -> asking.ask(scorer), answered -> Averages.rows(answered, step));
  }

  @Override
  public void close() {
    tuning.close();
  }
}
