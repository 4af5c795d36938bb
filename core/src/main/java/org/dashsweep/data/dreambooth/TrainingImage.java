package org.dashsweep.data.dreambooth;

import java.util.SplittableRandom;
import org.dashsweep.image.ChannelNorm;
import org.dashsweep.image.ImageSize;
import org.dashsweep.image.Resampling;
import org.dashsweep.image.RgbImage;

/**
 * A photo as the autoencoder takes it: Pillow's bilinear resize of the shorter side, a square cut
 * out, levels from −1 to 1. So does diffusers' {@code train_dreambooth_lora_sdxl.py}, without
 * flips.
 */
public final class TrainingImage {
  private final RgbImage square;
  private final TimeIds timeIds;

  private TrainingImage(RgbImage square, TimeIds timeIds) {
    this.square = square;
    this.timeIds = timeIds;
  }

  /**
   * Prepares an image, cut at a given place.
   *
   * @param resolution side of the square, in pixels
   * @param top row of the resized image
   * @param left column of the resized image
   * @throws IllegalArgumentException if the square does not lie in the resized image
   */
  public static TrainingImage of(RgbImage image, int resolution, int top, int left) {
    RgbImage resized = resized(image, resolution);
    return new TrainingImage(
        resized.crop(top, left, new ImageSize(resolution, resolution)),
        new TimeIds(image.height(), image.width(), top, left, resolution, resolution));
  }

  /**
   * Prepares a photo.
   *
   * @param resolution side of the square, in pixels
   * @param seed of the crop
   * @throws org.dashsweep.image.ImageException if the photo is damaged
   */
  public static TrainingImage of(Photo photo, int resolution, TrainingCrop crop, long seed) {
    RgbImage image = photo.read();
    ImageSize size = image.size().withShorterSide(resolution);
    SplittableRandom random = TrainingCrop.random(seed, photo.fileName());
    int top = crop.begin(size.height(), resolution, random);
    int left = crop.begin(size.width(), resolution, random);
    return of(image, resolution, top, left);
  }

  private static RgbImage resized(RgbImage image, int resolution) {
    return Resampling.BILINEAR.resize(image, image.size().withShorterSide(resolution));
  }

  /** Returns the square's pixels, (3, resolution, resolution), from −1 to 1. */
  public float[] pixels() {
    return ChannelNorm.MINUS_ONE_TO_ONE.pixels(square);
  }

  /** Returns the square. */
  public RgbImage square() {
    return square;
  }

  /** Returns size and crop as the U-Net is told them. */
  public TimeIds timeIds() {
    return timeIds;
  }
}
