package org.dashsweep.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.peft.AdaptedModel;
import org.dashsweep.adapter.peft.AdapterDirectory;
import org.dashsweep.train.StepRecord;
import org.dashsweep.train.Training;
import org.dashsweep.train.TrainingCheckpoint;
import org.dashsweep.train.UnusableCheckpointException;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.UnwritableFile;
import org.jspecify.annotations.Nullable;

/**
 * Runs the updates of a trial, from its checkpoint or from the start. It tells the listener, keeps
 * checkpoints and measurements, and stops when it is asked to. The experiment decides what is
 * trained and evaluated.
 */
public final class TrialLoop {
  static final String CHECKPOINT = "training.safetensors";

  /** Hidden: no part of the trial's checkpoint any more. */
  private static final String ASIDE = ".unusable-" + CHECKPOINT;

  private final TrialRequest request;
  private final Training training;
  private final int totalSteps;
  private final TrialListener listener;
  private final @Nullable Rungs rungs;
  private final TrialMeter meter;
  private final int recordRatesEvery;

  /** That the trial began with, in whatever attempt. */
  private int threads;

  private boolean kept;

  /**
   * A loop over all updates.
   *
   * @param training at its first update; the caller closes it
   */
  public TrialLoop(
      TrialRequest request, Training training, int totalSteps, TrialListener listener) {
    this.request = request;
    this.training = training;
    this.totalSteps = totalSteps;
    this.listener = listener;
    this.threads = request.threads();
    this.meter = new TrialMeter(request, listener);
    this.recordRatesEvery = new TrialSettings(request.config()).recordChangeRatesEvery();
    this.rungs =
        listener
            .exploration()
            .map(rule -> new Rungs(request.trialId(), rule, rule.rungs(totalSteps), listener))
            .orElse(null);
  }

  /**
   * Does the updates that are missing.
   *
   * @param every updates between evaluations; 0 for none
   * @param evaluation what to do then, after the last update too if it is one of those
   * @param look evaluates as {@code evaluation} does but leaves no trace, so that a trial that is
   *     judged at rungs and goes on ends like one that is not
   * @throws TrialCancelledException if the listener stops it; its checkpoint is kept
   * @throws TrialStoppedException if it was stopped at a rung
   */
  public void run(int every, Runnable evaluation, Supplier<List<TrialResult.Evaluation>> look) {
    @Nullable Path file = checkpointFile();
    if (file != null) {
      resume(file);
    }
    listener.phase(TrialListener.Phase.TRAINING);
    long written = System.nanoTime();
    int writtenStep = training.stepsDone();
    while (!training.finished()) {
      StepRecord step = training.step();
      recordChangeRates();
      meter.measureMemory();
      listener.step(row(step), totalSteps);
      if (every > 0 && step.step() % every == 0) {
        evaluation.run();
        if (!training.finished()) {
          listener.phase(TrialListener.Phase.TRAINING);
        }
      }
      if (rungs != null && rungs.at(step.step())) {
        rungs.judge(training.history(), () -> evaluationsHere(look));
      }
      boolean cancelled = listener.cancelled();
      Duration since = Duration.ofNanos(System.nanoTime() - written);
      if (file != null
          && (cancelled || request.checkpointInterval().isDue(step.step() - writtenStep, since))) {
        write(file);
        written = System.nanoTime();
        writtenStep = step.step();
      }
      if (cancelled) {
        throw new TrialCancelledException(request.trialId(), step.step());
      }
    }
  }

  /** Also the last state is recorded. */
  private void recordChangeRates() {
    if (recordRatesEvery > 0
        && (training.finished() || training.stepsDone() % recordRatesEvery == 0)) {
      training.recordChangeRates();
    }
  }

  private void resume(Path file) {
    try {
      TrainingCheckpoint.resume(file, request.trialId(), training)
          .ifPresent(
              notes -> {
                meter.resume(Measurements.parse(file, notes));
                threads = KeptTraining.threads(file, notes);
              });
    } catch (CheckpointException e) {
      if (StorageErrors.isBehind(e)) {
        throw e;
      }
      Path aside = file.resolveSibling(ASIDE);
      try {
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException cannotMove) {
        e.addSuppressed(cannotMove);
        throw e;
      }
      listener.checkpointPutAside(aside, e);
      throw new UnusableCheckpointException(aside, e);
    }
  }

  /** Returns the evaluations at the present update, if the schedule has one here. */
  private List<TrialResult.Evaluation> evaluationsHere(
      Supplier<List<TrialResult.Evaluation>> look) {
    List<TrialResult.Evaluation> here =
        meter.measured().evaluations().stream()
            .filter(row -> row.step() == training.stepsDone())
            .toList();
    if (!here.isEmpty()) {
      return here;
    }
    listener.phase(TrialListener.Phase.EVALUATING);
    List<TrialResult.Evaluation> rows = look.get();
    listener.phase(TrialListener.Phase.TRAINING);
    return rows;
  }

  /** Writes the checkpoint, so that what comes after the updates can be broken off too. */
  public void keep() {
    @Nullable Path file = checkpointFile();
    if (file != null) {
      write(file);
    }
    kept = true;
  }

  /**
   * Reports how far an evaluation is, and has to be called while it is under way.
   *
   * @param done examples or questions that are done
   * @param total all of them
   * @throws TrialCancelledException if the listener wants the trial stopped, after {@link #keep}:
   *     before it, the updates since the last checkpoint would be lost
   */
  public void evaluated(int done, int total) {
    listener.evaluated(done, total);
    if (kept && listener.cancelled()) {
      throw new TrialCancelledException(request.trialId(), training.stepsDone());
    }
  }

  /**
   * Evaluates, and keeps the metrics and the time it took.
   *
   * @param metrics the rows that the evaluation adds to the results
   */
  public <T> T evaluate(Supplier<T> evaluation, Function<T, List<TrialResult.Evaluation>> metrics) {
    return meter.evaluate(evaluation, metrics);
  }

  /**
   * Writes the adapter as it is now, if the request says where.
   *
   * @param evaluated the state that it is in
   * @param model that it is for
   * @param notes kept beside it
   */
  public void keepAdapter(
      EvaluatedState evaluated,
      Method method,
      AdapterSet adapters,
      AdaptedModel model,
      Map<String, String> notes) {
    @Nullable Path directory = request.adapterDirectory();
    if (directory == null) {
      return;
    }
    Map<String, String> all = new TreeMap<>(notes);
    all.put("trial", request.trialId());
    all.put(AdapterNotes.STEP, Integer.toString(evaluated.step()));
    all.put(AdapterNotes.LAUNCH, evaluated.launch().name());
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the directory " + directory, e);
    }
    AdapterDirectory.write(directory, method, adapters, model, all);
  }

  /**
   * Returns the trial's measurements. Its checkpoint stays until they are stored: whoever stores
   * them deletes the checkpoint.
   *
   * @param judged the rows of the evaluations that the trial is judged by; the last is that of the
   *     evaluated state
   * @param evaluated the state that adapters and predictions are of
   * @param headParameters trained scalars beside the adapters
   */
  public TrialResult finish(
      TrialResult.Judged judged,
      EvaluatedState evaluated,
      Method method,
      AdapterSet adapters,
      long headParameters,
      List<TrialResult.Prediction> predictions) {
    List<StepRecord> history = training.history();
    List<String> unmoved = training.unmoved();
    TrialMeter.Trained trained =
        new TrialMeter.Trained(
            adapters.trainedElements(),
            headParameters,
            history.stream().mapToDouble(StepRecord::seconds).sum(),
            history.stream().mapToLong(StepRecord::tokens).sum(),
            unmoved.isEmpty() ? null : String.join(", ", unmoved));
    return new TrialResult(
        meter.summary(judged, evaluated, trained),
        history.stream().map(TrialLoop::row).toList(),
        meter.measured().evaluations(),
        predictions,
        method.directions(adapters).stream().map(TrialResult.Direction::of).toList(),
        training.changeRates().stream().map(TrialResult.ChangeRate::of).toList());
  }

  private @Nullable Path checkpointFile() {
    Path directory = request.checkpointDirectory();
    return directory == null ? null : directory.resolve(CHECKPOINT);
  }

  private void write(Path file) {
    try {
      TrainingCheckpoint.write(
          file,
          request.trialId(),
          training,
          KeptTraining.toNotes(meter.measured().toNotes(), threads));
    } catch (IOException e) {
      throw UnwritableFile.because(file, e);
    }
    listener.checkpointWritten();
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
}
