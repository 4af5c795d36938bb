package org.dashsweep.model.bert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;

/** How far apart tensors are. */
public final class Differences {
  private Differences() {}

  /** The largest absolute difference over the largest expected element; NaN if any is NaN. */
  public static double relative(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
    }
    return difference / largest;
  }

  /** Asserts that the same tensors are there and that each one's difference is below a bound. */
  public static void assertClose(
      Map<String, float[]> actual, Map<String, float[]> expected, double bound) {
    assertThat(actual).containsOnlyKeys(expected.keySet());
    assertThat(actual)
        .allSatisfy(
            (name, values) ->
                assertThat(relative(values, Objects.requireNonNull(expected.get(name))))
                    .isLessThan(bound));
  }
}
