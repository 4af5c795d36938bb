package org.dashsweep.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.dashsweep.adapter.Method;
import org.dashsweep.source.RandomDeberta;

/**
 * An encoder with a classification head.
 *
 * @param model {@code minilm}, a Hugging Face model directory, or a size of {@link RandomDeberta}
 *     or {@link RandomEncoder}
 * @param methods each on all of the workload's layouts, in turn
 * @param workload what the steps train on
 * @param hiddenDropout of hidden states; the model's own if empty
 * @param attentionDropout of attention weights; the model's own if empty
 */
public record BenchmarkedEncoder(
    String model,
    List<Method> methods,
    Workload workload,
    OptionalDouble hiddenDropout,
    OptionalDouble attentionDropout)
    implements BenchmarkSubject {
  public BenchmarkedEncoder {
    methods = List.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("there must be at least 1 method");
    }
    requireRate("hidden-dropout", hiddenDropout);
    requireRate("attention-dropout", attentionDropout);
  }

  @Override
  public int batchSize() {
    return workload.batchSize();
  }

  private static void requireRate(String name, OptionalDouble rate) {
    if (rate.isPresent() && !(rate.getAsDouble() >= 0 && rate.getAsDouble() < 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be in [0, 1): %s", name, rate.getAsDouble()));
    }
  }
}
