package org.dashsweep.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageEncodingTest {
  @Test
  void pngComesBackUnchanged() {
    RgbImage noise = noise(new ImageSize(19, 31));

    assertThat(ImageFile.decode("noise", ImageEncoding.png(noise))).isEqualTo(noise);
  }

  @Test
  void jpegComesBackAlikeAndSmaller() {
    RgbImage gradient = gradient(new ImageSize(48, 64));

    byte[] fine = ImageEncoding.jpeg(gradient, 1);
    byte[] coarse = ImageEncoding.jpeg(gradient, 0.3);

    assertThat(ImageResources.difference(ImageFile.decode("fine", fine), gradient)).isLessThan(4);
    assertThat(ImageResources.difference(ImageFile.decode("coarse", coarse), gradient))
        .isBetween(4, 64);
    assertThat(coarse).hasSizeLessThan(fine.length);
  }

  @Test
  void thumbnailsKeepTheirLimits() {
    RgbImage noise = noise(new ImageSize(300, 600));

    byte[] large = ImageEncoding.thumbnail(noise, 128, 100_000);
    byte[] small = ImageEncoding.thumbnail(noise, 128, 2_000);

    assertThat(ImageFile.size("large", large)).isEqualTo(new ImageSize(64, 128));
    assertThat(small).hasSizeLessThanOrEqualTo(2_000);
  }

  @Test
  void aSmallImageKeepsItsSize() {
    RgbImage noise = noise(new ImageSize(9, 12));

    byte[] thumbnail = ImageEncoding.thumbnail(noise, 128, 100_000);

    assertThat(ImageFile.size("small", thumbnail)).isEqualTo(noise.size());
  }

  @Test
  void refusesLimitsThatNothingFits() {
    RgbImage noise = noise(new ImageSize(1, 1));

    assertThatThrownBy(() -> ImageEncoding.thumbnail(noise, 128, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RgbImage gradient(ImageSize size) {
    byte[] levels = new byte[(int) (3 * size.pixels())];
    for (int i = 0; i < size.pixels(); i++) {
      int x = i % size.width();
      levels[3 * i] = (byte) (60 + x);
      levels[3 * i + 1] = (byte) (200 - x);
      levels[3 * i + 2] = (byte) (60 + 2 * i / size.width());
    }
    return RgbImage.of(size, levels);
  }

  private static RgbImage noise(ImageSize size) {
    byte[] levels = new byte[(int) (3 * size.pixels())];
    new Random(3).nextBytes(levels);
    return RgbImage.of(size, levels);
  }
}
