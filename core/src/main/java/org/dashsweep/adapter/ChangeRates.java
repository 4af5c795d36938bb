package org.dashsweep.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The change rates of one matrix, of all its singular directions together: δᵢ = |uᵢᵀ ΔW vᵢ| / (σᵢ +
 * ε) (Si et al., 2025, definition 4). Uᵀ ΔW V is never formed, only its diagonal.
 *
 * @param layer whose W they are of
 * @param directions the number of its singular directions, the lesser of outputs and inputs
 * @param mean of all rates
 * @param median of all rates
 * @param largest of all rates
 * @param sum of all rates
 * @param top the directions of the largest rates, the largest first and at most {@link #TOP}
 * @param profile the shape of all rates
 */
public record ChangeRates(
    LinearLayer layer,
    int directions,
    double mean,
    double median,
    double largest,
    double sum,
    List<Ranked> top,
    RateProfile profile) {
  /** Directions kept of each matrix: as many as the paper's widest comparison reads. */
  public static final int TOP = 16;

  /** ε of recorded rates, for all methods: the default of LoRA-Dash. */
  public static final double EPSILON = 1e-6;

  public ChangeRates {
    top = List.copyOf(top);
  }

  /**
   * A direction among those of the largest rates.
   *
   * @param index among W's singular directions, from 0 at the largest singular value
   * @param rate δ
   * @param sigma the singular value
   */
  public record Ranked(int index, double rate, double sigma) {}

  /** Returns the rates of every matrix that a method changes, as its tensors are now. */
  public static List<ChangeRates> of(Method method, AdapterSet adapters, AdaptedBase base) {
    List<ChangeRates> all = new ArrayList<>();
    for (LinearLayer layer : method.changedLayers(adapters, base)) {
      double[] rates = rates(method, adapters, base, layer, EPSILON);
      all.add(summary(layer, rates, base.singularVectors(layer).values().floats()));
    }
    return all;
  }

  /**
   * Returns the rates of all singular directions of one matrix, (k,), by falling singular value.
   *
   * @param epsilon added to σ
   */
  static double[] rates(
      Method method, AdapterSet adapters, AdaptedBase base, LinearLayer layer, double epsilon) {
    float[] sigma = base.singularVectors(layer).values().floats();
    float[] change = method.coreChange(adapters, base, layer);
    double[] rates = new double[sigma.length];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = Math.abs((double) change[i]) / (sigma[i] + epsilon);
    }
    return rates;
  }

  /** Returns the indices of the largest rates, the largest first; of equals the lower index. */
  static int[] largest(int directions, IntToDoubleFunction rate, int count) {
    return IntStream.range(0, directions)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -rate.applyAsDouble(i)).thenComparing(i -> i))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static ChangeRates summary(LinearLayer layer, double[] rates, float[] sigma) {
    List<Ranked> top =
        Arrays.stream(largest(rates.length, i -> rates[i], TOP))
            .mapToObj(i -> new Ranked(i, rates[i], sigma[i]))
            .toList();
    double sum = Arrays.stream(rates).sum();
    return new ChangeRates(
        layer,
        rates.length,
        sum / rates.length,
        median(rates),
        top.get(0).rate(),
        sum,
        top,
        RateProfile.of(rates));
  }

  /** Returns the median, of an even number the mean of the two in the middle. */
  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
