package org.dashsweep.benchmark;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The difference between a trained model's logits of the same examples in packed and in padded
 * batches.
 *
 * @param examples that were compared
 * @param largestLogit the largest magnitude of a packed logit
 * @param largestDifference of any padded layout from the packed one
 */
public record BenchmarkAgreement(int examples, double largestLogit, double largestDifference) {
  /** Compares a layout's logits in the same order. */
  static BenchmarkAgreement of(int examples, Map<Workload.Layout, float[]> logits) {
    Map<Workload.Layout, float[]> padded = new EnumMap<>(logits);
    float[] packed = padded.remove(Workload.Layout.PACKED);
    if (packed == null) {
      throw new IllegalArgumentException("there must be logits of packed batches");
    }
    return new BenchmarkAgreement(
        examples,
        IntStream.range(0, packed.length).mapToDouble(i -> Math.abs(packed[i])).max().orElse(0),
        padded.values().stream()
            .mapToDouble(other -> difference(packed, other))
            .reduce(0, Math::max));
  }

  /** NaN if either has one, whatever comes after it. */
  private static double difference(float[] packed, float[] other) {
    if (packed.length != other.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d logits against %d", packed.length, other.length));
    }
    return IntStream.range(0, packed.length)
        .mapToDouble(i -> Math.abs(packed[i] - other[i]))
        .reduce(0, Math::max);
  }

  /**
   * Checks that nothing but rounding sets the layouts apart.
   *
   * @param tolerance of the largest difference, as a share of the largest logit
   * @throws IllegalStateException if more does
   */
  BenchmarkAgreement require(double tolerance) {
    if (!(largestDifference <= tolerance * largestLogit)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "Padded batches have other logits than packed ones: they differ by %s of %s",
              largestDifference,
              largestLogit));
    }
    return this;
  }
}
