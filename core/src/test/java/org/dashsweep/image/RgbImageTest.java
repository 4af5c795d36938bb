package org.dashsweep.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RgbImageTest {
  private static final ImageSize TWO_PIXELS = new ImageSize(1, 2);

  @Test
  void planesBecomeLevelsRoundedHalfToEven() {
    float[] planes = {-1, 2, 0.5f / 255, 1.5f / 255, 0.2f, 1};

    RgbImage image = RgbImage.ofPlanes(TWO_PIXELS, planes);

    assertThat(image.levels()).containsExactly(0, 0, 51, 255, 2, 255);
    assertThat(image.level(0, 1, 1)).isEqualTo(2);
  }

  @Test
  void aLevelThatIsNotANumberIsRefused() {
    assertThatThrownBy(() -> RgbImage.ofPlanes(TWO_PIXELS, new float[] {0, 0, Float.NaN, 0, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A level is not a number");
  }

  @Test
  void cropsARectangle() {
    RgbImage image = RgbImage.of(TWO_PIXELS, new byte[] {1, 2, 3, 4, 5, 6});

    assertThat(image.crop(0, 1, new ImageSize(1, 1)).levels()).containsExactly(4, 5, 6);
    assertThatThrownBy(() -> image.crop(0, 1, TWO_PIXELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 × 2 from (0, 1) is no part of 1 × 2");
  }

  @Test
  void onlyZerosAreBlack() {
    assertThat(RgbImage.of(TWO_PIXELS, new byte[6]).isBlack()).isTrue();
    assertThat(RgbImage.of(TWO_PIXELS, new byte[] {0, 0, 0, 0, 0, -1}).isBlack()).isFalse();
  }

  @Test
  void levelsFitTheSize() {
    assertThatThrownBy(() -> RgbImage.of(TWO_PIXELS, new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An image of 1 × 2 pixels has not 5 levels");
  }
}
