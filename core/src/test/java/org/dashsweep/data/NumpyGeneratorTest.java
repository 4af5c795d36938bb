package org.dashsweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.dashsweep.data.commonsense.CommonsenseResources;
import org.junit.jupiter.api.Test;

class NumpyGeneratorTest {
  @Test
  void permutationsAreNumpys() throws IOException, NoSuchAlgorithmException {
    JsonNode permutations = CommonsenseResources.read("permutations.json");
    assertThat(permutations).hasSize(12);
    for (JsonNode expected : permutations) {
      int count = expected.path("n").asInt();
      int[] order = new NumpyGenerator(expected.path("seed").asLong()).permutation(count);
      assertThat(Arrays.copyOf(order, Math.min(count, 12)))
          .containsExactly(
              StreamSupport.stream(expected.path("first").spliterator(), false)
                  .mapToInt(JsonNode::asInt)
                  .toArray());
      assertThat(sha256(order)).isEqualTo(expected.path("sha256").asText());
    }
  }

  private static String sha256(int[] order) throws NoSuchAlgorithmException {
    ByteBuffer bytes =
        ByteBuffer.allocate(order.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(order).forEach(bytes::putLong);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }

  @Test
  void drawHoldsOutTheFirstOfThePermutation() {
    ValidationDraw draw = ValidationDraw.of(170_420, 120, 42);
    assertThat(draw.validation()).hasSize(120).startsWith(46899, 5648, 63586, 112446, 139982);
    assertThat(draw.train()).hasSize(170_300);
    int[] all = new int[170_420];
    System.arraycopy(draw.validation(), 0, all, 0, 120);
    System.arraycopy(draw.train(), 0, all, 120, 170_300);
    assertThat(all).isEqualTo(new NumpyGenerator(42).permutation(170_420));
    Arrays.sort(all);
    assertThat(all).isEqualTo(IntStream.range(0, 170_420).toArray());
  }

  @Test
  void withNothingHeldOutTheFilesOrderIsKept() {
    ValidationDraw draw = ValidationDraw.of(4, 0, 42);
    assertThat(draw.validation()).isEmpty();
    assertThat(draw.train()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void somethingMustBeLeftToTrainOn() {
    assertThatThrownBy(() -> ValidationDraw.of(120, 120, 42))
        .hasMessage(
            "validation-rows must be from 0 to 119, one less than the training file's: 120");
    assertThatThrownBy(() -> ValidationDraw.of(120, 20, -1))
        .hasMessage("seed must be at least 0: -1");
  }
}
