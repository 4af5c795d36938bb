package org.dashsweep.jobs.analysis;

import java.util.Locale;

/** A learning curve at equally spaced shares of the training, whatever its number of updates. */
final class LearningCurve {
  private LearningCurve() {}

  /**
   * Returns the curve at the ends of equal parts of the training: the mean of the values recorded
   * within the part. Where there are none, it is interpolated.
   *
   * @param steps (N) updates done, rising, the last at the end of the training
   * @param values (N) one for each
   * @return (points) the values
   * @throws IllegalArgumentException if nothing is recorded
   */
  static double[] at(int points, int[] steps, double[] values) {
    if (steps.length == 0 || steps.length != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a curve needs steps and values: %d and %d",
              steps.length,
              values.length));
    }
    double end = steps[steps.length - 1];
    double[] curve = new double[points];
    int next = 0;
    for (int point = 0; point < points; point++) {
      double until = end * (point + 1) / points;
      int from = next;
      double sum = 0;
      while (next < steps.length && steps[next] <= until) {
        sum += values[next];
        next++;
      }
      curve[point] = next > from ? sum / (next - from) : between(steps, values, next, until);
    }
    return curve;
  }

  /** The value on the line from the record before {@code next} to it. */
  private static double between(int[] steps, double[] values, int next, double at) {
    if (next == 0) {
      return values[0];
    }
    double share = (at - steps[next - 1]) / (steps[next] - steps[next - 1]);
    return values[next - 1] + share * (values[next] - values[next - 1]);
  }
}
