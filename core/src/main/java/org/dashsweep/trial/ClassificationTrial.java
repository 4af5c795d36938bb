package org.dashsweep.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.BatchSchedule;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.EvaluationSet;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.eval.Evaluation;
import org.dashsweep.eval.Metrics;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.SequenceClassifier;
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

  private final TrialRequest request;
  private final TrialSettings settings;
  private final EncodedData data;
  private final TrialListener listener;
  private final Method method;
  private final SequenceClassifier model;
  private final Training training;
  private Measurements measured = Measurements.NONE;

  ClassificationTrial(
      TrialRequest request,
      TrialSettings settings,
      EncoderModel base,
      EncodedData data,
      TrialListener listener) {
    this.request = request;
    this.settings = settings;
    this.data = data;
    this.listener = listener;
    this.method = settings.method();
    int updates = settings.totalSteps(data.train().size());
    method.requireReachable(updates, settings.forwardPasses(updates, data.evaluationExamples()));
    TensorScope scope = TensorScope.open();
    try {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, settings.seed());
      this.model =
          base.classifier(
              scope, adapters, settings.classifier(data.labels().outputs(), method.dropout()));
      this.training =
          new Training(
              new ClassificationObjective(scope, model, data.labels(), data.train()),
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
    List<Evaluation> last = evaluate();
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

  /** Evaluates on every set, in their order. */
  private List<Evaluation> evaluate() {
    listener.phase(TrialListener.Phase.EVALUATING);
    long start = System.nanoTime();
    List<Evaluation> evaluations = new ArrayList<>();
    List<TrialResult.Evaluation> metrics = new ArrayList<>();
    for (EvaluationSet<EncodedExample> set : data.evaluation()) {
      Evaluation evaluation =
          Evaluation.of(model, data.labels(), set.examples(), settings.evaluationBatchSize());
      training.countForwards(evaluation.forwards());
      Metrics.of(evaluation)
          .forEach(
              (metric, value) ->
                  metrics.add(
                      new TrialResult.Evaluation(
                          data.name(),
                          set.name(),
                          metric,
                          value,
                          set.examples().size(),
                          training.stepsDone())));
      evaluations.add(evaluation);
    }
    measured = measured.withEvaluation(metrics, (System.nanoTime() - start) * 1e-9);
    return evaluations;
  }

  private TrialResult result(List<Evaluation> last) {
    String metric = data.metric().toString();
    double value = Objects.requireNonNull(Metrics.of(last.get(0)).get(metric), metric);
    return new TrialResult(
        metric,
        value,
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

  private List<TrialResult.Prediction> predictions(List<Evaluation> evaluations) {
    List<TrialResult.Prediction> rows = new ArrayList<>();
    for (int set = 0; set < evaluations.size(); set++) {
      EvaluationSet<EncodedExample> examples = data.evaluation().get(set);
      Evaluation evaluation = evaluations.get(set);
      List<Label> predicted = evaluation.predictions();
      for (int i = 0; i < predicted.size(); i++) {
        rows.add(
            new TrialResult.Prediction(
                data.name(),
                examples.name(),
                examples.examples().get(i).id(),
                data.labels().text(evaluation.expected().get(i)),
                data.labels().text(predicted.get(i)),
                evaluation.outputs().get(i),
                data.labels() instanceof Labels.Classes
                    ? predicted.get(i).equals(evaluation.expected().get(i))
                    : null));
      }
    }
    return rows;
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
