package org.dashsweep.trial;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A listener that keeps what it hears and stops the trial after some updates. */
public final class Recorder implements TrialListener {
  public static final int NEVER = Integer.MAX_VALUE;

  public final List<Phase> phases = new ArrayList<>();
  public final List<TrialResult.Step> steps = new ArrayList<>();
  public final List<Integer> totals = new ArrayList<>();
  public final List<String> evaluated = new ArrayList<>();

  /** Where a checkpoint was put, and why. */
  public final List<String> putAside = new ArrayList<>();

  private final int cancelAfter;

  /** Stops the trial after that update. */
  public Recorder(int cancelAfter) {
    this.cancelAfter = cancelAfter;
  }

  @Override
  public void checkpointPutAside(Path aside, RuntimeException why) {
    putAside.add("%s: %s".formatted(aside.getFileName(), why.getMessage()));
  }

  @Override
  public void phase(Phase phase) {
    phases.add(phase);
  }

  @Override
  public void step(TrialResult.Step step, int totalSteps) {
    steps.add(step);
    totals.add(totalSteps);
  }

  @Override
  public void evaluated(int done, int total) {
    evaluated.add(done + " of " + total);
  }

  @Override
  public boolean cancelled() {
    return !steps.isEmpty() && steps.get(steps.size() - 1).step() >= cancelAfter;
  }

  /** The updates heard of, without their times. */
  public static List<TrialResult.Step> timeless(List<TrialResult.Step> steps) {
    return steps.stream()
        .map(
            step ->
                new TrialResult.Step(
                    step.step(),
                    step.loss(),
                    step.learningRate(),
                    step.gradientNorm(),
                    step.tokens(),
                    0))
        .toList();
  }
}
