package org.dashsweep.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Locale;

/**
 * Turns decoded rasters into levels as Pillow's {@code convert("RGB")} does: alpha is dropped, grey
 * is repeated, colour profiles are not applied.
 */
final class RasterLevels {
  private static final int BRIGHTEST = 255;

  private RasterLevels() {}

  /**
   * Returns the image.
   *
   * @throws ImageException if its levels have neither 8 nor 16 bits
   */
  static RgbImage of(String name, BufferedImage decoded, Container.Greys16 greys16) {
    Raster raster = decoded.getRaster();
    ImageSize size = new ImageSize(decoded.getHeight(), decoded.getWidth());
    byte[] levels = new byte[Math.toIntExact(RgbImage.CHANNELS * size.pixels())];
    int[] row = new int[size.width() * raster.getNumBands()];
    for (int y = 0; y < size.height(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, size.width(), 1, row);
      int to = y * size.width() * RgbImage.CHANNELS;
      if (decoded.getColorModel() instanceof IndexColorModel palette) {
        lookUp(palette, row, levels, to);
      } else {
        toEightBits(name, raster, greys16, row);
        copy(row, raster.getNumBands(), levels, to);
      }
    }
    return RgbImage.of(size, levels);
  }

  private static void lookUp(IndexColorModel palette, int[] row, byte[] levels, int start) {
    int to = start;
    for (int index : row) {
      levels[to++] = (byte) palette.getRed(index);
      levels[to++] = (byte) palette.getGreen(index);
      levels[to++] = (byte) palette.getBlue(index);
    }
  }

  private static void toEightBits(
      String name, Raster raster, Container.Greys16 greys16, int[] row) {
    int bits = raster.getSampleModel().getSampleSize(0);
    if (bits == Byte.SIZE) {
      return;
    }
    if (bits != Short.SIZE) {
      throw new ImageException(
          name,
          String.format(
              Locale.ROOT, "has levels of %d bits; save it with 8 or 16 bits per channel", bits));
    }
    for (int i = 0; i < row.length; i++) {
      row[i] =
          greys16 == Container.Greys16.CLIPPED ? Math.min(row[i], BRIGHTEST) : row[i] >> Byte.SIZE;
    }
  }

  /** Takes the colours before alpha. */
  private static void copy(int[] row, int bands, byte[] levels, int start) {
    boolean grey = bands < RgbImage.CHANNELS;
    int to = start;
    for (int from = 0; from < row.length; from += bands) {
      levels[to++] = (byte) row[from];
      levels[to++] = (byte) row[grey ? from : from + 1];
      levels[to++] = (byte) row[grey ? from : from + 2];
    }
  }
}
