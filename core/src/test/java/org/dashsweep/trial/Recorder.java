package org.dashsweep.trial;

import java.util.ArrayList;
import java.util.List;

/** A listener that keeps what it hears and stops the trial after some updates. */
final class Recorder implements TrialListener {
  static final int NEVER = Integer.MAX_VALUE;

  final List<Phase> phases = new ArrayList<>();
  final List<TrialResult.Step> steps = new ArrayList<>();
  final List<Integer> totals = new ArrayList<>();
  private final int cancelAfter;

  Recorder(int cancelAfter) {
    this.cancelAfter = cancelAfter;
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
  public boolean cancelled() {
    return !steps.isEmpty() && steps.get(steps.size() - 1).step() >= cancelAfter;
  }

  /** The updates heard of, without their times. */
  static List<TrialResult.Step> timeless(List<TrialResult.Step> steps) {
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
