package org.dashsweep.image;

import java.util.Arrays;
import java.util.Locale;

/**
 * An image of red, green and blue levels from 0 to 255, as Pillow's mode {@code RGB}. Nobody
 * changes its array.
 */
public final class RgbImage {
  /** Levels of a pixel. */
  public static final int CHANNELS = 3;

  private static final float BRIGHTEST = 255;

  private final ImageSize size;
  private final byte[] levels;

  private RgbImage(ImageSize size, byte[] levels) {
    this.size = size;
    this.levels = levels;
  }

  /**
   * Makes an image of its levels.
   *
   * @param levels (height, width, 3), row by row, unsigned; the image takes the array over
   * @throws IllegalArgumentException if the number of levels does not match the size
   */
  public static RgbImage of(ImageSize size, byte[] levels) {
    if (levels.length != CHANNELS * size.pixels()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "An image of %s pixels has not %d levels", size, levels.length));
    }
    return new RgbImage(size, levels);
  }

  /**
   * Makes an image of a decoder's output, rounded half to even as diffusers' {@code numpy_to_pil}
   * does. Values outside of 0 to 1 become 0 or 1.
   *
   * @param planes (3, height, width), from 0 to 1
   * @throws IllegalArgumentException if a value is not a number
   */
  public static RgbImage ofPlanes(ImageSize size, float[] planes) {
    byte[] levels = new byte[planes.length];
    int plane = planes.length / CHANNELS;
    for (int i = 0; i < planes.length; i++) {
      if (Float.isNaN(planes[i])) {
        throw new IllegalArgumentException("A level is not a number");
      }
      float level = Math.min(1, Math.max(0, planes[i])) * BRIGHTEST;
      levels[i % plane * CHANNELS + i / plane] = (byte) Math.rint(level);
    }
    return of(size, levels);
  }

  /** Returns height and width. */
  public ImageSize size() {
    return size;
  }

  /** Returns the number of rows. */
  public int height() {
    return size.height();
  }

  /** Returns the number of columns. */
  public int width() {
    return size.width();
  }

  /** Returns the levels, (height, width, 3), unsigned; the caller does not change them. */
  public byte[] levels() {
    return levels;
  }

  /**
   * Returns one level.
   *
   * @param channel 0 for red, 1 for green, 2 for blue
   */
  public int level(int y, int x, int channel) {
    return Byte.toUnsignedInt(levels[(y * width() + x) * CHANNELS + channel]);
  }

  /**
   * Cuts a rectangle out.
   *
   * @throws IllegalArgumentException if it does not lie in the image
   */
  public RgbImage crop(int top, int left, ImageSize rectangle) {
    if (top < 0
        || left < 0
        || rectangle.height() > height() - top
        || rectangle.width() > width() - left) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s from (%d, %d) is no part of %s", rectangle, top, left, size));
    }
    byte[] cut = new byte[Math.toIntExact(CHANNELS * rectangle.pixels())];
    int row = rectangle.width() * CHANNELS;
    for (int y = 0; y < rectangle.height(); y++) {
      System.arraycopy(levels, ((top + y) * width() + left) * CHANNELS, cut, y * row, row);
    }
    return new RgbImage(rectangle, cut);
  }

  /** Returns whether every level is 0. */
  public boolean isBlack() {
    for (byte level : levels) {
      if (level != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage image
        && size.equals(image.size)
        && Arrays.equals(levels, image.levels);
  }

  @Override
  public int hashCode() {
    return 31 * size.hashCode() + Arrays.hashCode(levels);
  }

  @Override
  public String toString() {
    return "image of " + size;
  }
}
