package org.dashsweep.image;

import java.util.Locale;

/**
 * Preparation of an image that a model embeds: resized, cut to its central square, normalised. The
 * steps are those of torchvision on Pillow's images, as the papers' metrics have them.
 *
 * @param shorterSide length that the shorter side is resized to
 * @param crop side of the central square, at most the shorter side
 * @param resampling filter of the resizing
 * @param norm of the levels
 */
public record PixelPreparation(int shorterSide, int crop, Resampling resampling, ChannelNorm norm) {
  public PixelPreparation {
    if (crop < 1 || shorterSide < crop) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "crop must be at least 1 and at most the shorter side of %d: %d",
              shorterSide,
              crop));
    }
  }

  /**
   * Returns DINO's evaluation transform: bicubic, ImageNet's statistics.
   *
   * @param shorterSide 256 for ViT-S/16
   * @param crop 224 for ViT-S/16
   */
  public static PixelPreparation dino(int shorterSide, int crop) {
    return new PixelPreparation(shorterSide, crop, Resampling.BICUBIC, ChannelNorm.IMAGENET);
  }

  /**
   * Returns the transform of OpenAI's CLIP: bicubic, its own statistics.
   *
   * @param side that the model takes, 224 for ViT-B/32
   */
  public static PixelPreparation clip(int side) {
    return new PixelPreparation(side, side, Resampling.BICUBIC, ChannelNorm.CLIP);
  }

  /** Returns the pixels, (3, crop, crop). */
  public float[] pixels(RgbImage image) {
    RgbImage resized = resampling.resize(image, image.size().withShorterSide(shorterSide));
    return norm.pixels(
        resized.crop(
            centered(resized.height(), crop),
            centered(resized.width(), crop),
            new ImageSize(crop, crop)));
  }

  /**
   * Returns where a centred part of a length begins: half of the difference, rounded half to even
   * as Python does.
   */
  public static int centered(int length, int part) {
    return (int) Math.rint((length - part) / 2.0);
  }
}
