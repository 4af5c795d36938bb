package org.dashsweep.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.BatchSchedule;
import org.dashsweep.data.EncodedData;
import org.dashsweep.eval.ClassificationMetrics;
import org.dashsweep.eval.Evaluation;
import org.dashsweep.model.bert.BertClassifier;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.train.ClassificationObjective;
import org.dashsweep.train.StepRecord;
import org.dashsweep.train.Training;
import org.dashsweep.train.TrainingCheckpoint;
import org.jspecify.annotations.Nullable;

/** One trial: adapt, fit, evaluate, report. Owns everything native of the trial. */
final class ClassificationTrial implements AutoCloseable {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(30);
  private static final String SPLIT = "evaluation";

  private final TrialRequest request;
  private final TrialSettings settings;
  private final EncodedData data;
  private final TrialListener listener;
  private final Method method;
  private final BertClassifier model;
  private final Training training;
  private Measurements measured = Measurements.NONE;

  ClassificationTrial(
      TrialRequest request,
      TrialSettings settings,
      BertModel base,
      EncodedData data,
      TrialListener listener) {
    this.request = request;
    this.settings = settings;
    this.data = data;
    this.listener = listener;
    this.method = settings.method();
    int updates = settings.totalSteps(data.train().size());
    method.requireReachable(updates, settings.forwardPasses(updates, data.evaluation().size()));
    TensorScope scope = TensorScope.open();
    try {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, settings.seed());
      this.model =
          new BertClassifier(
              scope,
              base,
              base.config().withDropout(settings.hiddenDropout(), settings.attentionDropout()),
              adapters,
              method.dropout(),
              settings.pooling(),
              BertClassifier.newHead(
                  scope, base, settings.pooling(), data.labels().size(), settings.seed()));
      this.training =
          new Training(
              new ClassificationObjective(scope, model, data.train()),
              method,
              base,
              new BatchSchedule(
                  EncodedData.lengths(data.train()),
                  settings.batchSize(),
                  settings.order(),
                  settings.seed()),
              settings.training(data.train().size()));
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  TrialResult run() {
    int total = settings.totalSteps(data.train().size());
    @Nullable Path file = checkpointFile();
    if (file != null) {
      TrainingCheckpoint.resume(file, request.trialId(), training)
          .ifPresent(notes -> measured = Measurements.parse(file, notes));
    }
    listener.phase(TrialListener.Phase.TRAINING);
    long written = System.nanoTime();
    while (!training.finished()) {
      StepRecord step = training.step();
      measured = measured.withResidentMemory(ResidentMemory.bytes());
      listener.step(row(step), total);
      if (settings.evaluateEvery() > 0
          && step.step() % settings.evaluateEvery() == 0
          && !training.finished()) {
        evaluate();
        listener.phase(TrialListener.Phase.TRAINING);
      }
      boolean cancelled = listener.cancelled();
      if (file != null
          && (cancelled || System.nanoTime() - written > CHECKPOINT_INTERVAL.toNanos())) {
        write(file);
        written = System.nanoTime();
      }
      if (cancelled) {
        throw new TrialCancelledException(request.trialId(), step.step());
      }
    }
    Evaluation last = evaluate();
    measured = measured.withResidentMemory(ResidentMemory.bytes());
    TrialResult result = result(last);
    if (file != null) {
      delete(file);
    }
    return result;
  }

  private @Nullable Path checkpointFile() {
    Path directory = request.checkpointDirectory();
    return directory == null ? null : directory.resolve("training.safetensors");
  }

  private void write(Path file) {
    try {
      TrainingCheckpoint.write(file, request.trialId(), training, measured.toNotes());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the checkpoint " + file, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the checkpoint " + file, e);
    }
  }

  private Evaluation evaluate() {
    listener.phase(TrialListener.Phase.EVALUATING);
    long start = System.nanoTime();
    Evaluation evaluation = Evaluation.of(model, data.evaluation(), settings.evaluationBatchSize());
    training.countForwards(evaluation.forwards());
    List<TrialResult.Evaluation> metrics = new ArrayList<>();
    ClassificationMetrics.of(evaluation)
        .forEach(
            (metric, value) ->
                metrics.add(
                    new TrialResult.Evaluation(
                        data.name(),
                        SPLIT,
                        metric,
                        value,
                        evaluation.labels().size(),
                        training.stepsDone())));
    measured = measured.withEvaluation(metrics, (System.nanoTime() - start) * 1e-9);
    return evaluation;
  }

  private TrialResult result(Evaluation last) {
    double accuracy = ClassificationMetrics.accuracy(last);
    return new TrialResult(
        ClassificationMetrics.ACCURACY,
        accuracy,
        model.adapters().trainedElements(),
        model.head().values().stream().mapToLong(Tensor::elements).sum(),
        training.history().stream().mapToDouble(StepRecord::seconds).sum(),
        measured.evaluationSeconds(),
        training.history().stream().mapToLong(StepRecord::tokens).sum(),
        measured.peakMemoryBytes(),
        "cpu",
        request.threads(),
        training.history().stream().map(ClassificationTrial::row).toList(),
        measured.evaluations(),
        predictions(last),
        method.directions(model.adapters()).stream()
            .map(
                direction ->
                    new TrialResult.Direction(
                        direction.layer().block(),
                        direction.layer().module(),
                        direction.index(),
                        direction.sigma(),
                        direction.changeRate(),
                        direction.deltaSigma()))
            .toList());
  }

  private List<TrialResult.Prediction> predictions(Evaluation evaluation) {
    List<Integer> predicted = evaluation.predictions();
    return IntStream.range(0, predicted.size())
        .mapToObj(
            i ->
                new TrialResult.Prediction(
                    data.name(),
                    data.evaluation().get(i).id(),
                    data.labels().get(evaluation.labels().get(i)),
                    data.labels().get(predicted.get(i)),
                    evaluation.logits().get(i),
                    predicted.get(i).equals(evaluation.labels().get(i))))
        .toList();
  }

  private static TrialResult.Step row(StepRecord step) {
    return new TrialResult.Step(
        step.step(),
        step.loss(),
        step.learningRate(),
        step.gradientNorm(),
        step.tokens(),
        step.seconds());
  }

  @Override
  public void close() {
    training.close();
    model.close();
    Torch.releaseFreedMemory();
  }
}
