package org.dashsweep.train;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorBytes;
import org.dashsweep.tensor.TensorScope;

/**
 * A tiny encoder in training on random examples, six to a batch; everything is there to compare.
 */
final class TinyTraining implements AutoCloseable {
  static final int BATCH = 6;
  static final AdamWSettings OPTIMIZER = new AdamWSettings(0.9, 0.999, 1e-8, 0.01, 1);
  private static final List<EncodedExample> EXAMPLES = TinyBert.examples(4 * BATCH);

  private final TensorScope scope = TensorScope.open();
  final EncoderClassifier model;
  final Training training;

  /** Starts from the same values every time. */
  TinyTraining(EncoderModel base, Method method, TrainingSettings settings, double dropout) {
    model = TinyBert.classifier(base, method, Pooling.FIRST, dropout);
    training =
        new Training(
            new ClassificationObjective(scope, model, TinyBert.CLASSES, EXAMPLES),
            method,
            base,
            new BatchSchedule(
                EncodedData.lengths(EXAMPLES), BATCH, new BatchOrder.Shuffled(), settings.seed()),
            settings);
  }

  /** Settings of some updates at a constant rate. */
  static TrainingSettings settings(int totalSteps, int microBatchSize, double learningRate) {
    return new TrainingSettings(
        totalSteps,
        microBatchSize,
        new LearningRateSchedule(LearningRateSchedule.Shape.CONSTANT, learningRate, 0, totalSteps),
        OPTIMIZER,
        3);
  }

  /** Goes on until so many updates are done. */
  TinyTraining until(int steps) {
    while (training.stepsDone() < steps) {
      training.step();
    }
    return this;
  }

  List<Double> losses() {
    return training.history().stream().map(StepRecord::loss).toList();
  }

  List<Double> gradientNorms() {
    return training.history().stream().map(StepRecord::gradientNorm).toList();
  }

  /** The bytes of every tensor of the trial: adapters, head, moments, step counts. */
  Map<String, ByteBuffer> state() {
    Map<String, ByteBuffer> state = new TreeMap<>();
    model.adapters().byName().forEach((name, tensor) -> state.put(name, TensorBytes.of(tensor)));
    model.head().forEach((name, tensor) -> state.put("head." + name, TensorBytes.of(tensor)));
    training
        .optimizer()
        .slots()
        .forEach(
            (name, slot) -> {
              state.put("first of " + name, TensorBytes.of(slot.first()));
              state.put("second of " + name, TensorBytes.of(slot.second()));
              state.put("steps of " + name, TensorBytes.of(slot.steps()));
            });
    return state;
  }

  /** The values of all that trains. */
  Map<String, float[]> weights() {
    Map<String, float[]> weights = new TreeMap<>();
    parameters().forEach((name, tensor) -> weights.put(name, tensor.floats()));
    return weights;
  }

  /** All that trains. */
  Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new TreeMap<>(model.adapters().trainedByName());
    model.head().forEach((name, tensor) -> parameters.put("head." + name, tensor));
    return parameters;
  }

  @Override
  public void close() {
    model.close();
    scope.close();
  }
}
