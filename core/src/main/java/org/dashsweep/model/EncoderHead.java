package org.dashsweep.model;

import java.util.LinkedHashMap;
import java.util.Map;
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
   * labels. Otherwise weights are normal and biases zero. Only first-token pooling has a pooler.
   */
  static Map<String, Tensor> create(
      TensorScope scope, EncoderModel base, ClassifierSettings settings) {
    EncoderHead made = new EncoderHead(scope, base.head(), settings.seed());
    int hidden = base.config().hiddenSize();
    made.linear("classifier", settings.labels(), hidden);
    if (pools(
        settings.pooling(), base.alwaysPools(), base.head().containsKey("pooler.dense.weight"))) {
      made.linear("pooler.dense", hidden, hidden);
    }
    return made.head;
  }

  /** Returns whether a head has a pooler: with first-token pooling alone. */
  static boolean pools(Pooling pooling, boolean always, boolean saved) {
    return pooling == Pooling.FIRST && (always || saved);
  }

  private void linear(String name, int outputs, int inputs) {
    String weight = name + ".weight";
    String bias = name + ".bias";
    Tensor knownWeight = known.get(weight);
    Tensor knownBias = known.get(bias);
    if (knownWeight != null && knownBias != null && knownWeight.size(0) == outputs) {
      head.put(weight, copy(knownWeight));
      head.put(bias, copy(knownBias));
      return;
    }
    RandomGenerator random = InitialValues.stream(seed, weight);
    Tensor values = scope.zeros(outputs, inputs);
    values.fill(InitialValues.each(() -> random.nextGaussian(0, DEVIATION)));
    head.put(weight, values.recordGradient());
    head.put(bias, scope.zeros(outputs).recordGradient());
  }

  private Tensor copy(Tensor tensor) {
    return tensor.copy(scope).recordGradient();
  }
}
