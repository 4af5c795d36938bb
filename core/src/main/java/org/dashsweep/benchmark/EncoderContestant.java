package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.ClassificationObjective;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.train.PhaseSeconds;
import org.dashsweep.train.Training;
import org.dashsweep.train.TrainingSettings;

/**
 * One trial that is measured against others, and its measured steps. Owns everything native of the
 * trial; for one thread at a time.
 */
final class EncoderContestant implements AutoCloseable {
  /** Small: the weights should stay near the checkpoint's, whatever the batches are. */
  private static final double LEARNING_RATE = 1e-4;

  private static final AdamWSettings OPTIMIZER = new AdamWSettings(0.9, 0.999, 1e-8, 0, 1);

  private final SequenceClassifier model;
  private final StepBatches batches;
  private final int paddingToken;
  private final Training training;
  private PhaseSeconds beforeMeasured;
  private final List<Double> seconds = new ArrayList<>();
  private PhaseSeconds measured;

  /** What a contestant trains, and on what. */
  record Entry(Method method, Workload.Layout layout, StepBatches batches) {}

  /** Prepares a trial. */
  EncoderContestant(Entry entry, EncoderModel base, BenchmarkSettings settings, long seed) {
    TensorScope scope = TensorScope.open();
    AdapterSet adapters = new AdapterSet(scope);
    entry.method().attach(adapters, base, seed);
    this.batches = entry.batches();
    this.paddingToken = Math.max(0, base.config().paddingToken());
    this.model =
        base.classifier(
            scope,
            adapters,
            new ClassifierSettings(
                batches.labels().outputs(),
                Pooling.MEAN,
                settings.hiddenDropout().orElse(ClassifierSettings.MODELS_OWN_RATE),
                settings.attentionDropout().orElse(ClassifierSettings.MODELS_OWN_RATE),
                ClassifierSettings.MODELS_OWN_RATE,
                entry.method().dropout(),
                PositionAdapters.BOTH,
                seed));
    int total = settings.warmUpSteps() + settings.steps();
    this.training =
        new Training(
            new ClassificationObjective(
                scope, as(entry.layout()), batches.labels(), batches.examples()),
            entry.method(),
            base,
            batches.schedule(),
            new TrainingSettings(
                total,
                batches.batchSize(),
                new LearningRateSchedule(
                    LearningRateSchedule.Shape.CONSTANT, LEARNING_RATE, 0, total),
                OPTIMIZER,
                seed));
    this.beforeMeasured = training.phaseSeconds();
    this.measured = beforeMeasured;
  }

  private SequenceClassifier as(Workload.Layout layout) {
    return switch (layout) {
      case PACKED -> model;
      case PADDED -> new PaddedClassifier(model, PackedBatch::longest, paddingToken);
      case PADDED_TO_MAXIMUM ->
          new PaddedClassifier(model, batch -> batches.maximumLength(), paddingToken);
    };
  }

  /**
   * Its logits of a step's examples as it now is, in every layout.
   *
   * @param step counted from 1
   */
  LogitAgreement compareLogits(int step, List<Workload.Layout> layouts) {
    PackedBatch packed =
        PackedBatch.of(batches.batch(step).stream().map(EncodedExample::text).toList());
    Map<Workload.Layout, float[]> logits = new EnumMap<>(Workload.Layout.class);
    for (Workload.Layout layout : layouts) {
      try (TensorScope pass = TensorScope.open()) {
        logits.put(layout, as(layout).logits(pass, packed).floats());
      }
    }
    return LogitAgreement.of(packed.examples(), logits);
  }

  /** Does the steps before those that count. */
  void warmUp(int steps) {
    for (int step = 0; step < steps; step++) {
      training.step();
    }
    beforeMeasured = training.phaseSeconds();
  }

  /** Does a step that counts. */
  void measuredStep() {
    seconds.add(training.step().seconds());
    measured = training.phaseSeconds();
  }

  /** Does a step that only keeps the machine busy. */
  void furtherStep() {
    training.step();
  }

  /** Wall-clock seconds of each measured step. */
  List<Double> seconds() {
    return seconds;
  }

  /** What the measured steps spent their time on. */
  PhaseSeconds phases() {
    return measured.since(beforeMeasured);
  }

  /** Scalars that the adapters train. */
  long adapterParameters() {
    return model.adapters().trainedElements();
  }

  @Override
  public void close() {
    training.close();
    model.close();
  }
}
