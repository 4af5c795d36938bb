package org.dashsweep.image;

import java.util.Locale;

/**
 * The size of an image in pixels.
 *
 * @param height at least 1
 * @param width at least 1
 */
public record ImageSize(int height, int width) {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "height and width must be at least 1: %d × %d", height, width));
    }
  }

  /** Returns the number of pixels. */
  public long pixels() {
    return (long) height * width;
  }

  /** Returns the smaller one of height and width. */
  public int shorterSide() {
    return Math.min(height, width);
  }

  /** Returns the size with height and width exchanged. */
  public ImageSize transposed() {
    return new ImageSize(/* height= */ width, /* width= */ height);
  }

  /**
   * Returns the size in the same proportion whose shorter side has a given length. The longer side
   * is rounded down, as torchvision's {@code Resize} does.
   *
   * @throws IllegalArgumentException if the longer side does not fit an int
   */
  public ImageSize withShorterSide(int side) {
    long longer = (long) side * Math.max(height, width) / shorterSide();
    if (longer > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is too long to be resized to %d pixels", this, side));
    }
    return height <= width ? new ImageSize(side, (int) longer) : new ImageSize((int) longer, side);
  }

  /** Such as "1024 × 768", height first. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d × %d", height, width);
  }
}
