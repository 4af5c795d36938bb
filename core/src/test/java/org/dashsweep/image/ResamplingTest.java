package org.dashsweep.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ResamplingTest {
  /** Pillow's own results: {@code make_expected.py} beside {@code resized.json}. */
  @Test
  void equalsPillowToTheLevel() throws IOException, NoSuchAlgorithmException {
    JsonNode cases = new ObjectMapper().readTree(ImageResources.path("resized.json").toFile());
    assertThat(cases).hasSize(286);
    for (JsonNode resized : cases) {
      RgbImage image =
          Resampling.valueOf(resized.get("filter").asText())
              .resize(source(size(resized.get("from"))), size(resized.get("to")));

      byte[] digest = MessageDigest.getInstance("SHA-256").digest(image.levels());
      assertThat(HexFormat.of().formatHex(digest))
          .as(resized.toString())
          .isEqualTo(resized.get("sha256").asText());
    }
  }

  @Test
  void keepsAnImageOfThatSize() {
    RgbImage image = source(new ImageSize(5, 7));

    assertThat(Resampling.BICUBIC.resize(image, image.size())).isSameAs(image);
  }

  @Test
  void anEvenImageStaysEven() {
    byte[] levels = new byte[3 * 35];
    Arrays.fill(levels, (byte) 201);
    RgbImage image = RgbImage.of(new ImageSize(5, 7), levels);

    RgbImage resized = Resampling.BICUBIC.resize(image, new ImageSize(90, 3));

    assertThat(resized.levels()).containsOnly((byte) 201);
  }

  private static ImageSize size(JsonNode pair) {
    return new ImageSize(pair.get(0).asInt(), pair.get(1).asInt());
  }

  /** The formula of {@code make_expected.py}. */
  private static RgbImage source(ImageSize size) {
    byte[] levels = new byte[(int) (3 * size.pixels())];
    for (int i = 0; i < levels.length; i++) {
      long mixed = ((long) i * i * 2654435761L) >>> 13;
      long level = Long.remainderUnsigned(mixed, 384) - 64;
      levels[i] = (byte) Math.max(0, Math.min(255, level));
    }
    return RgbImage.of(size, levels);
  }
}
