package org.dashsweep.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.dashsweep.adapter.Method;
import org.dashsweep.source.RandomDeberta;

/**
 * What is measured.
 *
 * @param model {@code minilm}, a Hugging Face model directory, or a size of {@link RandomDeberta}
 * @param methods measured step by step in alternation; they adapt every linear layer or none
 * @param basePrecision of the frozen linear layers
 * @param hiddenDropout of hidden states; the model's own if empty
 * @param attentionDropout of attention weights; the model's own if empty
 * @param steps measured, of every method
 * @param warmUpSteps before them, not measured
 * @param threads intra-operation threads of each trial
 * @param concurrent trials at once
 */
public record BenchmarkSettings(
    String model,
    List<Method> methods,
    Workload workload,
    BasePrecision basePrecision,
    OptionalDouble hiddenDropout,
    OptionalDouble attentionDropout,
    int steps,
    int warmUpSteps,
    int threads,
    int concurrent) {
  public BenchmarkSettings {
    methods = List.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("there must be at least 1 method");
    }
    requireRate("hidden-dropout", hiddenDropout);
    requireRate("attention-dropout", attentionDropout);
    requireAtLeast(1, "steps", steps);
    requireAtLeast(0, "warm-up-steps", warmUpSteps);
    requireAtLeast(1, "threads", threads);
    requireAtLeast(1, "concurrent", concurrent);
    for (Method method : methods) {
      int launch = method.updatesBeforeLaunch();
      if (launch > 0 && warmUpSteps <= launch) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "warm-up-steps must be at least %d with %s, or its launch would be measured: %d",
                launch + 1,
                method.name(),
                warmUpSteps));
      }
    }
  }

  private static void requireAtLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be at least %d: %d", name, least, value));
    }
  }

  private static void requireRate(String name, OptionalDouble rate) {
    if (rate.isPresent() && !(rate.getAsDouble() >= 0 && rate.getAsDouble() < 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be in [0, 1): %s", name, rate.getAsDouble()));
    }
  }
}
