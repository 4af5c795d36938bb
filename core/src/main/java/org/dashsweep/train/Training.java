package org.dashsweep.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dashsweep.adapter.FrozenWeights;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.BatchSchedule;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.script.Arguments;
import org.dashsweep.script.ScriptModule;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Fine-tunes one classifier, one update per {@link #step()}. All its state is in the adapters, the
 * head, the moments and two counters, which {@link TrainingCheckpoint} writes and reads: data order
 * and dropout masks follow from the seed and the counters.
 *
 * <p>Holds native memory in a scope of its own until it is closed; confined to one thread.
 */
public final class Training implements AutoCloseable {
  private final SequenceClassifier model;
  private final Method method;
  private final FrozenWeights base;
  private final List<EncodedExample> examples;
  private final BatchSchedule batches;
  private final TrainingSettings settings;
  private final TensorScope scope = TensorScope.open();
  private final AdamW optimizer;
  private final ScriptModule losses;
  private final List<StepRecord> history = new ArrayList<>();
  private PhaseSeconds phases = PhaseSeconds.NONE;
  private long forwards;

  /**
   * Prepares the first step.
   *
   * @param method has attached its tensors to the model's adapters already
   * @param examples what {@code batches} gives indices of
   */
  public Training(
      SequenceClassifier model,
      Method method,
      FrozenWeights base,
      List<EncodedExample> examples,
      BatchSchedule batches,
      TrainingSettings settings) {
    this.model = model;
    this.method = method;
    this.base = base;
    this.examples = examples;
    this.batches = batches;
    this.settings = settings;
    this.optimizer = new AdamW(scope, settings.optimizer());
    this.losses =
        ScriptModule.compile(
            scope, "Losses", List.of("/org/dashsweep/train/classification.py"), Map.of());
    trackParameters();
  }

  private void trackParameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    model.head().forEach((name, tensor) -> parameters.put("head." + name, tensor));
    model
        .adapters()
        .trainedByName()
        .forEach((name, tensor) -> parameters.put("adapter." + name, tensor));
    optimizer.track(parameters);
  }

  /** Whether all updates are done. */
  public boolean finished() {
    return stepsDone() == settings.totalSteps();
  }

  /** Updates done. */
  public int stepsDone() {
    return history.size();
  }

  /** Every update so far. */
  public List<StepRecord> history() {
    return Collections.unmodifiableList(history);
  }

  /**
   * Does one update.
   *
   * @throws DivergenceException if the loss or the gradient is not finite
   */
  public StepRecord step() {
    long start = System.nanoTime();
    int step = stepsDone() + 1;
    int[] batch = batches.batch(step);
    double loss = 0;
    int tokens = 0;
    for (int from = 0; from < batch.length; from += settings.microBatchSize()) {
      int to = Math.min(batch.length, from + settings.microBatchSize());
      List<EncodedExample> micro =
          IntStream.range(from, to).mapToObj(i -> examples.get(batch[i])).toList();
      PackedBatch packed = PackedBatch.of(micro.stream().map(EncodedExample::text).toList());
      tokens += packed.tokenCount();
      loss += accumulate(packed, micro, batch.length);
    }
    double rate = settings.schedule().at(step);
    long updating = System.nanoTime();
    double norm = Double.isFinite(loss) ? optimizer.update(rate) : Double.NaN;
    phases = phases.plus(0, 0, secondsSince(updating));
    if (!Double.isFinite(norm)) {
      throw new DivergenceException(step, loss, norm);
    }
    StepRecord done = new StepRecord(step, loss, rate, norm, tokens, secondsSince(start));
    history.add(done);
    return done;
  }

  /** One forward and backward pass; returns its share of the batch's mean loss. */
  private double accumulate(PackedBatch packed, List<EncodedExample> examples, int batchSize) {
    long start = System.nanoTime();
    if (method.beforeForward(model.adapters(), base, stepsDone(), forwards)) {
      trackParameters();
    }
    try (TensorScope pass = scope.child()) {
      long[] labels = examples.stream().mapToLong(EncodedExample::classIndex).toArray();
      Tensor logits =
          model.trainingLogits(pass, packed, DropoutSeeds.training(settings.seed(), forwards));
      Tensor loss =
          losses
              .differentiate(
                  pass,
                  "cross_entropy",
                  new Arguments()
                      .tensor(logits)
                      .tensor(pass.longs(labels, labels.length))
                      .tensor(pass.scalar((double) batchSize)))
              .get(0);
      double forward = secondsSince(start);
      Autograd.backward(loss);
      phases = phases.plus(forward, secondsSince(start) - forward, 0);
      forwards++;
      return loss.scalar();
    }
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) * 1e-9;
  }

  /** What this object's updates have spent their time on. */
  public PhaseSeconds phaseSeconds() {
    return phases;
  }

  /** Counts forward passes that were not training's own: the authors' code counts them too. */
  public void countForwards(long passes) {
    forwards += passes;
  }

  long forwards() {
    return forwards;
  }

  AdamW optimizer() {
    return optimizer;
  }

  SequenceClassifier model() {
    return model;
  }

  /** Takes up where a checkpoint was written, after its tensors were put in place. */
  void resume(List<StepRecord> done, long forwardsDone) {
    history.clear();
    history.addAll(done);
    forwards = forwardsDone;
    trackParameters();
  }

  @Override
  public void close() {
    optimizer.close();
    losses.close();
    scope.close();
  }
}
