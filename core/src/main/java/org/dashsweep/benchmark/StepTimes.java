package org.dashsweep.benchmark;

import java.util.List;

/**
 * Wall-clock seconds of steps. A percentile between two steps is interpolated linearly.
 *
 * @param percentile10 as many percent of the steps are at most this long; so with the others
 */
public record StepTimes(
    double mean, double percentile10, double percentile50, double percentile90) {
  static StepTimes of(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    return new StepTimes(
        sorted.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
        percentile(sorted, 0.1),
        percentile(sorted, 0.5),
        percentile(sorted, 0.9));
  }

  private static double percentile(List<Double> sorted, double share) {
    double place = share * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }
}
