package org.dashsweep.image;

import java.util.List;
import java.util.Locale;

/**
 * Shifts and scales each channel: (level/255 − mean)/deviation.
 *
 * @param means of red, green and blue, in 0 to 1
 * @param deviations of red, green and blue
 */
public record ChannelNorm(List<Float> means, List<Float> deviations) {
  /** The statistics of ImageNet, which DINO was trained with. */
  public static final ChannelNorm IMAGENET =
      new ChannelNorm(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  /** The statistics that OpenAI's CLIP was trained with, as published. */
  @SuppressWarnings("FloatingPointLiteralPrecision")
  public static final ChannelNorm CLIP =
      new ChannelNorm(
          List.of(0.48145466f, 0.4578275f, 0.40821073f),
          List.of(0.26862954f, 0.26130258f, 0.27577711f));

  /** From −1 to 1, as autoencoders take images. */
  public static final ChannelNorm MINUS_ONE_TO_ONE =
      new ChannelNorm(List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));

  public ChannelNorm {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    if (means.size() != RgbImage.CHANNELS || deviations.size() != RgbImage.CHANNELS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "There must be 3 means and 3 deviations: %s, %s", means, deviations));
    }
    if (deviations.stream().anyMatch(deviation -> !(deviation > 0))) {
      throw new IllegalArgumentException("deviations must be more than 0: " + deviations);
    }
  }

  /** Returns the image's pixels, (3, height, width), in float32 arithmetic. */
  public float[] pixels(RgbImage image) {
    byte[] levels = image.levels();
    float[] pixels = new float[levels.length];
    int plane = levels.length / RgbImage.CHANNELS;
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      float mean = means.get(channel);
      float deviation = deviations.get(channel);
      for (int i = 0; i < plane; i++) {
        float unit = Byte.toUnsignedInt(levels[i * RgbImage.CHANNELS + channel]) / 255f;
        pixels[channel * plane + i] = (unit - mean) / deviation;
      }
    }
    return pixels;
  }
}
