package org.dashsweep.data.dreambooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dashsweep.image.ImageFile;
import org.dashsweep.image.ImageResources;
import org.dashsweep.image.RgbImage;
import org.dashsweep.weights.Checkpoint;
import org.junit.jupiter.api.Test;

class TrainingImageTest {
  private static final Checkpoint REFERENCE =
      ImageResources.tensors("sdxl-more/images.safetensors");

  /** diffusers' transforms on Pillow's images. */
  @Test
  void equalsTheReferencesPixelsAndTimeIds() {
    List<String> files = List.of("real-1.png", "real-2.png", "real-3.jpg");
    float[] timeIds = REFERENCE.tensor("train.time_ids").toFloats();
    for (int i = 0; i < files.size(); i++) {
      RgbImage image = ImageFile.read(ImageResources.path("sdxl-more/" + files.get(i)));

      TrainingImage prepared =
          TrainingImage.of(image, 32, (int) timeIds[6 * i + 2], (int) timeIds[6 * i + 3]);

      assertThat(prepared.pixels())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(REFERENCE.tensor("train.pixels." + files.get(i)).toFloats());
      assertThat(prepared.timeIds().values())
          .containsExactly(Arrays.copyOfRange(timeIds, 6 * i, 6 * i + 6));
    }
  }

  @Test
  void aCropIsAFunctionOfSeedAndFileName() {
    Photo photo = photo("sdxl-more/real-2.png");

    TimeIds first = TrainingImage.of(photo, 32, TrainingCrop.RANDOM, 3).timeIds();

    assertThat(TrainingImage.of(photo, 32, TrainingCrop.RANDOM, 3).timeIds()).isEqualTo(first);
    Set<Integer> tops = new HashSet<>();
    for (long seed = 0; seed < 400; seed++) {
      TimeIds timeIds = TrainingImage.of(photo, 32, TrainingCrop.RANDOM, seed).timeIds();
      assertThat(timeIds.left()).isZero();
      tops.add(timeIds.top());
    }
    // 72 × 40 becomes 57 × 32: every place is drawn.
    assertThat(tops).hasSize(26).allMatch(top -> top >= 0 && top <= 25);
  }

  @Test
  void aCentredCropIsRoundedHalfToEven() {
    TimeIds timeIds =
        TrainingImage.of(photo("sdxl-more/real-2.png"), 32, TrainingCrop.CENTER, 3).timeIds();

    assertThat(timeIds).isEqualTo(new TimeIds(72, 40, 12, 0, 32, 32));
  }

  @Test
  void refusesACropBeyondTheImage() {
    RgbImage image = ImageFile.read(ImageResources.path("sdxl-more/real-2.png"));

    assertThatThrownBy(() -> TrainingImage.of(image, 32, 26, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Photo photo(String resource) {
    Path path = ImageResources.path(resource);
    return Photo.of(resource, path);
  }
}
