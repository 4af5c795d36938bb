package org.dashsweep.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.ChangeRates;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TrainedChange;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Fine-tunes one model, one update per {@link #step()}. All its state is in the adapters, the head,
 * the moments and two counters, which {@link TrainingCheckpoint} writes and reads. Data order and
 * dropout masks follow from the seed and the counters.
 *
 * <p>Part of a {@link FineTuning}, which closes the scope of the moments. Confined to one thread.
 */
public final class Training {
  private final Objective objective;
  private final Method method;
  private final AdaptedBase base;
  private final BatchSchedule batches;
  private final TrainingSettings settings;
  private final AdamW optimizer;
  private final List<StepRecord> history = new ArrayList<>();
  private final List<RateRecord> rates = new ArrayList<>();
  private final BestState best;
  private final UnmovedTensors unmoved = new UnmovedTensors();
  private PhaseSeconds phases = PhaseSeconds.NONE;
  private long forwards;

  /**
   * Prepares the first step.
   *
   * @param method has attached its tensors to the objective's adapters already
   * @param batches of the objective's examples
   */
  Training(
      Objective objective,
      Method method,
      AdaptedBase base,
      BatchSchedule batches,
      TrainingSettings settings) {
    this.objective = objective;
    this.method = method;
    this.base = base;
    this.batches = batches;
    this.settings = settings;
    TensorScope scope = objective.adapters().scope().child();
    this.best = new BestState(objective, scope);
    this.optimizer = new AdamW(scope, settings.optimizer());
    trackParameters();
  }

  private void trackParameters() {
    optimizer.track(objective.parameters());
    unmoved.join(objective.parameters());
  }

  /** Returns the parameters that never changed so far, by name; at the end there should be none. */
  public List<String> unmoved() {
    return unmoved.find(objective.parameters(), optimizer.slots());
  }

  UnmovedTensors starts() {
    return unmoved;
  }

  /** Returns whether all updates are done. */
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
   * @throws IllegalStateException if the best state was put back
   */
  public StepRecord step() {
    if (best.restored()) {
      throw new IllegalStateException("The training does not go on from its best state");
    }
    Stopwatch watch = new Stopwatch();
    int step = stepsDone() + 1;
    int[] batch = batches.batch(step);
    // Without any the loss and its gradient are 0.
    long terms = Math.max(1, Arrays.stream(batch).mapToLong(objective::terms).sum());
    double loss = 0;
    int tokens = 0;
    for (int from = 0; from < batch.length; from += settings.microBatchSize()) {
      int to = Math.min(batch.length, from + settings.microBatchSize());
      launchIfDue();
      for (int part = 0; from + part * settings.examplesPerPass() < to; part++) {
        int start = from + part * settings.examplesPerPass();
        int[] examples =
            Arrays.copyOfRange(batch, start, Math.min(to, start + settings.examplesPerPass()));
        Objective.Pass pass =
            objective.accumulate(
                examples, terms, DropoutSeeds.training(settings.seed(), forwards, part));
        phases = phases.plus(pass.forwardSeconds(), pass.backwardSeconds(), 0);
        tokens += pass.tokens();
        loss += pass.loss();
      }
      forwards++;
    }
    loss += method.addPenalty(objective.adapters());
    double rate = settings.schedule().at(step);
    Stopwatch updating = new Stopwatch();
    double norm = Double.isFinite(loss) ? update(rate) : Double.NaN;
    phases = phases.plus(0, 0, updating.total());
    if (!Double.isFinite(norm)) {
      throw new DivergenceException(step, loss, norm);
    }
    StepRecord done = new StepRecord(step, loss, rate, norm, tokens, watch.total());
    history.add(done);
    return done;
  }

  private double update(double rate) {
    double peak = settings.schedule().peak();
    return optimizer.update(
        rate,
        name ->
            Objective.adapterTensor(name)
                .map(own -> method.learningRateFactor(own, peak))
                .orElse(1.0),
        () -> method.afterUpdate(objective.adapters(), base, clock()));
  }

  private TrainingClock clock() {
    return new TrainingClock(stepsDone(), forwards, settings.totalSteps(), settings.seed());
  }

  private void launchIfDue() {
    Stopwatch launching = new Stopwatch();
    TrainedChange change = method.beforeForward(objective.adapters(), base, clock());
    if (change != TrainedChange.NONE) {
      trackParameters();
    }
    if (change == TrainedChange.RESTARTED) {
      optimizer.restart();
      unmoved.restart(objective.parameters());
    }
    phases = phases.plus(launching.total(), 0, 0);
  }

  /** Records the change rates of every matrix that the method changes, as they are now. */
  public void recordChangeRates() {
    for (ChangeRates each : ChangeRates.of(method, objective.adapters(), base)) {
      rates.add(new RateRecord(stepsDone(), each));
    }
  }

  /** The change rates recorded so far. */
  public List<RateRecord> changeRates() {
    return Collections.unmodifiableList(rates);
  }

  List<LinearLayer> layers() {
    return base.linearLayers();
  }

  /** Returns the time that this object's updates have spent, by phase. */
  public PhaseSeconds phaseSeconds() {
    return phases;
  }

  /** Returns the optimiser's first moments by the names of {@link Objective#parameters}. */
  public Map<String, Tensor> firstMoments() {
    Map<String, Tensor> moments = new LinkedHashMap<>();
    optimizer.slots().forEach((name, slot) -> moments.put(name, slot.first()));
    return moments;
  }

  /** Returns its state at the lowest validation loss. */
  public BestState best() {
    return best;
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

  Objective objective() {
    return objective;
  }

  /** Takes up where a checkpoint was written, after its tensors were put in place. */
  void resume(List<StepRecord> done, List<RateRecord> recorded, long forwardsDone) {
    history.clear();
    history.addAll(done);
    rates.clear();
    rates.addAll(recorded);
    forwards = forwardsDone;
    trackParameters();
  }
}
