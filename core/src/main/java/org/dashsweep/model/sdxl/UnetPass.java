package org.dashsweep.model.sdxl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.dashsweep.model.Activations;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * A forward and perhaps a backward pass in which each unit has a graph of its own. A unit's
 * activations are freed as soon as its gradients are there, and may be made only then.
 *
 * <p>Units before the first recorded one have no gradient, and that one's inputs need none.
 */
final class UnetPass {
  private final UnetScript script;
  private final TensorScope work;
  private final UnetContext context;
  private final Settings settings;
  private final Deque<Run> runs = new ArrayDeque<>();
  private final Deque<Tensor> skips = new ArrayDeque<>();
  private @Nullable Tensor residual;
  private @Nullable Tensor given;

  /**
   * Settings of a pass.
   *
   * @param firstRecorded index of the first unit whose gradients are wanted
   */
  record Settings(DropoutSeeds seeds, Activations activations, int firstRecorded) {
    /** A pass without gradients. */
    static final Settings EVALUATION =
        new Settings(DropoutSeeds.EVALUATION, Activations.KEPT, Integer.MAX_VALUE);
  }

  /**
   * A unit that has run forward.
   *
   * @param output with the unit's graph; null if the unit is to run again
   * @param passedOn the output as the following units took it, where its gradient accumulates
   */
  private record Run(int unit, List<Tensor> inputs, @Nullable Tensor output, Tensor passedOn) {}

  /**
   * A pass to come.
   *
   * @param work owns what it makes
   */
  UnetPass(UnetScript script, TensorScope work, UnetContext context, Settings settings) {
    this.script = script;
    this.work = work;
    this.context = context;
    this.settings = settings;
  }

  /**
   * Runs all units.
   *
   * @param noisy (B, channels, h, w), which stays the caller's
   * @return the prediction, (B, channels, h, w)
   */
  Tensor forward(Tensor noisy) {
    given = noisy;
    Tensor x = noisy;
    for (int i = 0; i < script.units().size(); i++) {
      x = run(i, x);
    }
    return x;
  }

  private Tensor run(int index, Tensor x) {
    UnetUnit.Flow flow = script.units().get(index).flow();
    List<Tensor> inputs = inputs(flow, x);
    Tensor passedOn =
        index < settings.firstRecorded() ? unrecorded(index, inputs) : recorded(index, inputs);
    if (flow == UnetUnit.Flow.KEPT || flow == UnetUnit.Flow.CLOSES_RESIDUAL_KEPT) {
      skips.push(passedOn);
    }
    return passedOn;
  }

  private List<Tensor> inputs(UnetUnit.Flow flow, Tensor x) {
    return switch (flow) {
      case PLAIN, KEPT -> List.of(x);
      case TAKES_SKIP -> List.of(x, skips.pop());
      case OPENS_RESIDUAL -> {
        residual = x;
        yield List.of(x);
      }
      case CLOSES_RESIDUAL, CLOSES_RESIDUAL_KEPT -> {
        List<Tensor> both = List.of(x, Objects.requireNonNull(residual));
        residual = null;
        yield both;
      }
    };
  }

  private Tensor unrecorded(int index, List<Tensor> inputs) {
    Tensor output = unit(script.computed(), index, inputs);
    for (Tensor input : inputs) {
      if (input != given && input != residual && !skips.contains(input)) {
        input.close();
      }
    }
    return output;
  }

  private Tensor recorded(int index, List<Tensor> inputs) {
    boolean again = settings.activations() == Activations.RECOMPUTED;
    Tensor output = unit(again ? script.computed() : script.differentiated(), index, inputs);
    Tensor passedOn = (again ? output : output.detached()).recordGradient();
    runs.push(new Run(index, inputs, again ? null : output, passedOn));
    return passedOn;
  }

  /**
   * Runs the recorded units backward.
   *
   * @param upstream the loss's gradient with respect to the prediction
   */
  void backward(Tensor upstream) {
    Tensor gradient = upstream;
    while (!runs.isEmpty()) {
      Run run = runs.pop();
      Tensor output =
          run.output() == null
              ? unit(script.differentiated(), run.unit(), run.inputs())
              : run.output();
      Autograd.backward(output, gradient);
      output.close();
      gradient.close();
      run.passedOn().close();
      if (!runs.isEmpty()) {
        gradient = Objects.requireNonNull(runs.peek().passedOn().gradient());
      }
    }
  }

  private Tensor unit(UnetScript.Call call, int index, List<Tensor> inputs) {
    return script.unit(call, work, index, inputs, context, settings.seeds().of(index));
  }
}
