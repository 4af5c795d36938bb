package org.dashsweep.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dashsweep.weights.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelPreparationTest {
  private static final Checkpoint REFERENCE =
      ImageResources.tensors("sdxl-more/images.safetensors");

  /** A level is 1/255, divided by the smallest deviation; floats differ in their last digits. */
  private static final float TOLERANCE = 1e-6f;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "real-1.png",
        "real-2.png",
        "real-3.jpg",
        "generated-1.png",
        "generated-2.png",
        "generated-3.png",
        "generated-4.png"
      })
  void equalsTorchvisionOnPillowsImages(String file) {
    RgbImage image = ImageFile.read(ImageResources.path("sdxl-more/" + file));

    Map.of("dino", PixelPreparation.dino(36, 32), "clip", PixelPreparation.clip(32))
        .forEach(
            (model, preparation) ->
                assertThat(preparation.pixels(image))
                    .usingComparatorWithPrecision(TOLERANCE)
                    .containsExactly(REFERENCE.tensor(model + ".pixels." + file).toFloats()));
  }

  @Test
  void decodesTheJpegAsTheReferenceDid() {
    RgbImage image = ImageFile.read(ImageResources.path("sdxl-more/real-3.jpg"));

    assertThat(image).isEqualTo(ImageResources.image(REFERENCE.tensor("decoded.real-3.jpg")));
  }

  @Test
  void halvesAreRoundedToTheEvenNumber() {
    List<Integer> begins =
        IntStream.rangeClosed(0, 7)
            .map(more -> PixelPreparation.centered(32 + more, 32))
            .boxed()
            .toList();

    assertThat(begins).containsExactly(0, 0, 1, 2, 2, 2, 3, 4);
  }

  @Test
  void theLongerSideIsRoundedDown() {
    assertThat(new ImageSize(45, 61).withShorterSide(36)).isEqualTo(new ImageSize(36, 48));
    assertThat(new ImageSize(61, 45).withShorterSide(36)).isEqualTo(new ImageSize(48, 36));
  }

  @Test
  void refusesACropBeyondTheShorterSide() {
    assertThatThrownBy(() -> PixelPreparation.dino(223, 224))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crop must be at least 1 and at most the shorter side of 223: 224");
  }
}
