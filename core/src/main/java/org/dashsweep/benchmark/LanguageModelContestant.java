package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.model.Activations;
import org.dashsweep.model.CausalLanguageModel;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.model.llama.LlamaLanguageModel;
import org.dashsweep.model.llama.LlamaModel;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.train.AdamWSettings;
import org.dashsweep.train.LanguageModelObjective;
import org.dashsweep.train.LearningRateSchedule;
import org.dashsweep.train.StepRecord;
import org.dashsweep.train.Training;
import org.dashsweep.train.TrainingSettings;

/** One language-model trial that is measured against others. Owns everything native of it. */
final class LanguageModelContestant implements AutoCloseable {
  private static final double LEARNING_RATE = 1e-4;
  private static final long SEED = 1;
  private static final AdamWSettings OPTIMIZER = new AdamWSettings(0.9, 0.999, 1e-8, 0, 1);

  private final TensorScope scope;
  private final LlamaLanguageModel model;
  private final Training training;
  private final int warmUpSteps;

  /** What a contestant trains, and how. */
  record Entry(Method method, Workload.Layout layout, Activations activations) {}

  /** Prepares a trial; nothing has run yet. */
  LanguageModelContestant(
      Entry entry, LlamaModel base, PromptBatches packed, LanguageModelSettings settings) {
    this.scope = TensorScope.open(base.device());
    AdapterSet adapters = new AdapterSet(scope);
    entry.method().attach(adapters, base, SEED);
    this.model =
        new LlamaLanguageModel(
            scope,
            base,
            adapters,
            entry.method().dropout(),
            new TrainingMemory(entry.activations(), 0));
    PromptBatches batches = packed.as(entry.layout());
    int total = settings.allSteps();
    this.training =
        new Training(
            new LanguageModelObjective(model, batches.rows()),
            entry.method(),
            base,
            batches.schedule(),
            new TrainingSettings(
                total,
                batches.batchSize(),
                new LearningRateSchedule(
                    LearningRateSchedule.Shape.CONSTANT, LEARNING_RATE, 0, total),
                OPTIMIZER,
                SEED));
    this.warmUpSteps = settings.warmUpSteps();
  }

  /** Does the steps before those that count. */
  void warmUp() {
    while (training.stepsDone() < warmUpSteps) {
      training.step();
    }
  }

  /** Does the next step. */
  void step() {
    training.step();
  }

  /** The steps that count. */
  List<StepRecord> measured() {
    return new ArrayList<>(training.history().subList(warmUpSteps, training.stepsDone()));
  }

  /** In the state its steps have left. */
  CausalLanguageModel model() {
    return model;
  }

  @Override
  public void close() {
    training.close();
    model.close();
    scope.close();
    Torch.releaseFreedMemory();
  }
}
