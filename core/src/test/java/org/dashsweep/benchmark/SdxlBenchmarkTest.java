package org.dashsweep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.diffusion.PublishedSdxl;
import org.dashsweep.model.sdxl.UnetConfig;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.model.sdxl.UnetOperations;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SdxlBenchmarkTest {
  private static UnetConfig small() {
    UnetConfig whole = PublishedSdxl.unet();
    return new UnetConfig(
        4,
        List.of(32, 32),
        List.of(false, true),
        List.of(1, 1),
        List.of(1, 1),
        List.of(2, 2),
        16,
        8,
        1e-5,
        new UnetConfig.TimeEmbedding(4, 32, true, 0),
        whole.downsamplePadding());
  }

  private static SdxlBenchmark.Settings settings(int resolution) {
    return new SdxlBenchmark.Settings(2, 0, BenchmarkPrecision.FLOAT32, resolution, 2, 2, 1, 1);
  }

  @Test
  @Tag("native")
  void measuresSteps() {
    List<String> heard = new ArrayList<>();

    SdxlBenchmark.Result result = SdxlBenchmark.run(settings(32), small(), heard::add);

    assertThat(result.updatesPerSecond()).isPositive();
    assertThat(result.forwardShare() + result.backwardShare()).isPositive().isLessThan(1.01);
    assertThat(result.shareOfPeak()).isPositive().isLessThan(1);
    // The mean of squares of standard normal noise, and of what an untrained network adds to it.
    assertThat(result.loss()).isBetween(0.5, 10.0);
    assertThat(heard).contains("step 2 of 2");
  }

  /** As diffusers builds it, and torch counts its operations on one image of 1024 × 1024 pixels. */
  @Test
  void knowsThePublishedModel() {
    UnetConfig config = PublishedSdxl.unet();
    long parameters =
        UnetModel.shapes(config).values().stream()
            .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
            .sum();

    assertThat(parameters).isEqualTo(2_567_463_684L);
    double forward = UnetOperations.ofStep(config, 128 * 128, 77, Integer.MAX_VALUE);
    assertThat(forward / 6_761_236_398_080.0).isCloseTo(1, within(1e-4));
  }

  @Test
  void refusesAResolutionThatCannotBeHalved() {
    assertThatThrownBy(() -> settings(250))
        .hasMessage("resolution must be a multiple of 32, by which SDXL reduces images: 250");
  }
}
