package org.dashsweep.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Encodes images: PNG without loss, JPEG for the thumbnails of a report. */
public final class ImageEncoding {
  private static final float[] QUALITIES = {0.85f, 0.7f, 0.55f, 0.4f, 0.25f};

  private ImageEncoding() {}

  /** Returns the image as PNG: its levels come back unchanged. */
  public static byte[] png(RgbImage image) {
    return encode(image, "png", null);
  }

  /**
   * Returns the image as baseline JPEG.
   *
   * @param quality from 0 to 1
   */
  public static byte[] jpeg(RgbImage image, double quality) {
    return encode(image, "jpeg", (float) quality);
  }

  /**
   * Returns a small JPEG of the image. Quality, then size are lowered until it fits.
   *
   * @param longestSide in pixels; a smaller image keeps its size
   * @param mostBytes at least 1,000
   * @throws IllegalArgumentException if a limit is out of range
   */
  public static byte[] thumbnail(RgbImage image, int longestSide, int mostBytes) {
    if (longestSide < 1 || mostBytes < 1000) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A thumbnail has at least 1 pixel and 1,000 bytes: %d, %d",
              longestSide,
              mostBytes));
    }
    RgbImage small = Resampling.BICUBIC.resize(image, within(image.size(), longestSide));
    for (float quality : QUALITIES) {
      byte[] encoded = jpeg(small, quality);
      if (encoded.length <= mostBytes) {
        return encoded;
      }
    }
    return thumbnail(image, Math.max(1, longestSide / 2), mostBytes);
  }

  private static ImageSize within(ImageSize size, int longestSide) {
    int longest = Math.max(size.height(), size.width());
    if (longest <= longestSide) {
      return size;
    }
    return new ImageSize(
        scaled(size.height(), longestSide, longest), scaled(size.width(), longestSide, longest));
  }

  private static int scaled(int side, int longestSide, int longest) {
    return (int) Math.max(1, Math.round((double) side * longestSide / longest));
  }

  private static byte[] encode(RgbImage image, String format, @Nullable Float quality) {
    BufferedImage raster =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int rgb = image.level(y, x, 0) << 16 | image.level(y, x, 1) << 8 | image.level(y, x, 2);
        raster.setRGB(x, y, rgb);
      }
    }
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(raster), format).next();
    try {
      return encode(raster, writer, quality);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode " + image + " as " + format, e);
    } finally {
      writer.dispose();
    }
  }

  private static byte[] encode(BufferedImage raster, ImageWriter writer, @Nullable Float quality)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (quality != null) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
      }
      writer.setOutput(output);
      writer.write(null, new IIOImage(raster, null, null), parameters);
    }
    return bytes.toByteArray();
  }
}
