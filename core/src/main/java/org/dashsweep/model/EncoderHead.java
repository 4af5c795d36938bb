package org.dashsweep.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.dashsweep.adapter.InitialValues;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** The head that a trial trains. */
final class EncoderHead {
  /** Standard deviation of initial weights, as Hugging Face's {@code initializer_range}. */
  private static final double DEVIATION = 0.02;

  private final TensorScope scope;
  private final Map<String, Tensor> known;
  private final long seed;
  private final Map<String, Tensor> head = new LinkedHashMap<>();

  private EncoderHead(TensorScope scope, Map<String, Tensor> known, long seed) {
    this.scope = scope;
    this.known = known;
    this.seed = seed;
  }

  /**
   * Creates a head: copies of the checkpoint's pooler and classifier, if it has them with as many
   * labels. Otherwise weights are normal, those of a norm one, and biases zero.
   */
  static Map<String, Tensor> create(
      TensorScope scope, EncoderModel base, ClassifierSettings settings) {
    EncoderHead made = new EncoderHead(scope, base.head(), settings.seed());
    int hidden = base.config().hiddenSize();
    EncoderHeadForm form = base.headForm();
    boolean savedPooler = base.head().containsKey(EncoderHeadForm.POOLER + ".weight");
    for (String module : form.own(settings.pooling(), savedPooler)) {
      Bias bias = form.module(module).bias();
      switch (module) {
        case EncoderHeadForm.CLASSIFIER ->
            made.linear(module, bias, new long[] {settings.labels(), hidden});
        case EncoderHeadForm.NORM -> made.norm(module, bias, hidden);
        default -> made.linear(module, bias, new long[] {hidden, hidden});
      }
    }
    return made.head;
  }

  private void linear(String name, Bias bias, long[] shape) {
    if (!copied(name, bias, shape[0])) {
      String weight = name + ".weight";
      RandomGenerator random = InitialValues.stream(seed, weight);
      Tensor values = scope.zeros(shape);
      values.fill(InitialValues.each(() -> random.nextGaussian(0, DEVIATION)));
      head.put(weight, values.recordGradient());
      fillBias(name, bias, shape[0]);
    }
  }

  private void norm(String name, Bias bias, long width) {
    if (!copied(name, bias, width)) {
      Tensor ones = scope.zeros(width);
      ones.fill(InitialValues.each(() -> 1));
      head.put(name + ".weight", ones.recordGradient());
      fillBias(name, bias, width);
    }
  }

  private void fillBias(String name, Bias bias, long width) {
    if (bias == Bias.ADDED) {
      head.put(name + ".bias", scope.zeros(width).recordGradient());
    }
  }

  /** Tells whether the checkpoint's own has been taken, which it is if it has as many outputs. */
  private boolean copied(String name, Bias bias, long outputs) {
    for (String part : bias.parts()) {
      Tensor tensor = known.get(name + part);
      if (tensor == null || tensor.size(0) != outputs) {
        return false;
      }
    }
    bias.parts()
        .forEach(
            part -> head.put(name + part, copy(Objects.requireNonNull(known.get(name + part)))));
    return true;
  }

  private Tensor copy(Tensor tensor) {
    return tensor.copy(scope).recordGradient();
  }
}
