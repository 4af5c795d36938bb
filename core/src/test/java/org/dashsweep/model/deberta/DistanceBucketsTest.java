package org.dashsweep.model.deberta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distances fall into the buckets into which {@code make_log_bucket_position} puts them. */
@Tag("native")
class DistanceBucketsTest {
  /**
   * Expected from PyTorch.
   *
   * @param sum of the buckets of all distances from 1 to {@code longest + 20}
   * @param squares of the buckets of all distances from {@code -longest - 20} on
   */
  @ParameterizedTest
  @CsvSource({"256, 512, 92704, 37757188", "8, 64, 564, 7852", "7, 40, 305, 3214"})
  void allDistances(int buckets, int longest, long sum, long squares) {
    long[] distances = LongStream.rangeClosed(-longest - 20, longest + 20).toArray();
    long[] found = buckets(buckets, longest, distances);
    assertThat(Arrays.stream(found).filter(bucket -> bucket > 0).sum()).isEqualTo(sum);
    assertThat(Arrays.stream(found).filter(bucket -> bucket < 0).sum()).isEqualTo(-sum);
    assertThat(Arrays.stream(found).map(bucket -> bucket * bucket).sum()).isEqualTo(squares);
  }

  @Test
  void distancesOfThePublishedModels() {
    assertThat(buckets(256, 512, 0, 1, -127, 128, 129, -130, 135, 200, 256, 300, 400, -500, 511))
        .containsExactly(0, 1, -127, 128, 129, -130, 133, 169, 192, 207, 233, -254, 255);
  }

  @Test
  void withoutBucketsADistanceIsItself() {
    assertThat(buckets(0, 4, -9, -1, 0, 3, 7)).containsExactly(-9, -1, 0, 3, 7);
  }

  private static long[] buckets(int buckets, int longest, long... distances) {
    Map<String, Object> attributes = new HashMap<>();
    for (String rate : new String[] {"hidden", "attention", "pooler", "classifier", "adapter"}) {
      attributes.put(rate + "_dropout", 0.0);
    }
    for (String number :
        new String[] {"heads", "padding_token", "activation", "pooler_activation"}) {
      attributes.put(number, 1);
    }
    for (String flag :
        new String[] {
          "onednn", "content_to_position", "position_to_content", "position_queries_adapted"
        }) {
      attributes.put(flag, false);
    }
    attributes.put("norm_epsilon", 0.0);
    attributes.put("scale", 1.0);
    attributes.put("buckets", buckets);
    attributes.put("longest_distance", longest);
    try (TensorScope scope = TensorScope.open();
        ScriptModule script =
            ScriptModule.compile(
                scope,
                "Encoder",
                List.of(
                    "/org/dashsweep/adapter/linear.py",
                    "/org/dashsweep/model/encoder.py",
                    "/org/dashsweep/model/deberta/deberta.py"),
                attributes)) {
      return script
          .evaluate(
              scope, "bucket", new Arguments().tensor(scope.longs(distances, distances.length)))
          .get(0)
          .longs();
    }
  }
}
