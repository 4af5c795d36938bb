package org.dashsweep.train;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.TinyLlama;
import org.dashsweep.tensor.TensorBytes;
import org.dashsweep.tensor.TensorScope;

/** A tiny LLaMA in training on random sequences, six to a batch; everything is there to compare. */
final class TinyLlamaTraining implements AutoCloseable {
  static final int BATCH = 6;
  private static final List<TinyLlama.Line> EXAMPLES = TinyLlama.sequences(3 * BATCH);

  private final TensorScope scope = TensorScope.open();
  final DecoderLanguageModel model;
  final Training training;

  /** Starts from the same values every time. */
  TinyLlamaTraining(DecoderModel base, Method method, TrainingSettings settings) {
    this(base, method, settings, TrainingMemory.DEFAULT);
  }

  /** Starts from the same values every time. */
  TinyLlamaTraining(
      DecoderModel base, Method method, TrainingSettings settings, TrainingMemory memory) {
    this(base, method, settings, memory, EXAMPLES, BATCH);
  }

  /** Trains on other examples. */
  TinyLlamaTraining(
      DecoderModel base,
      Method method,
      TrainingSettings settings,
      TrainingMemory memory,
      List<TinyLlama.Line> examples,
      int batchSize) {
    AdapterSet adapters = new AdapterSet(scope);
    method.attach(adapters, base, 5);
    model = new DecoderLanguageModel(scope, base, adapters, method.dropout(), memory);
    LanguageModelObjective objective = new LanguageModelObjective(model, examples);
    training =
        new Training(
            objective,
            method,
            base,
            new BatchSchedule(
                objective.lengths(), batchSize, new BatchOrder.Shuffled(), settings.seed()),
            settings);
  }

  /** Goes on until so many updates are done. */
  TinyLlamaTraining until(int steps) {
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

  /** The values of all that trains. */
  Map<String, float[]> weights() {
    Map<String, float[]> weights = new TreeMap<>();
    model.adapters().trainedByName().forEach((name, tensor) -> weights.put(name, tensor.floats()));
    return weights;
  }

  /** The bytes of every tensor of the trial: adapters, moments, step counts. */
  Map<String, ByteBuffer> state() {
    Map<String, ByteBuffer> state = new TreeMap<>();
    model.adapters().byName().forEach((name, tensor) -> state.put(name, TensorBytes.of(tensor)));
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

  @Override
  public void close() {
    model.close();
    scope.close();
  }
}
