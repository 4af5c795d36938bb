package org.dashsweep.image;

/**
 * Resizes images as Pillow's {@code Image.resize} does, level for level. The filter grows with the
 * scale (antialiasing). Rows and columns are convolved one after the other; the weights have 22
 * bits behind the point.
 */
public enum Resampling {
  /** A triangle. */
  BILINEAR(1) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      return x < 1 ? 1 - x : 0;
    }
  },
  /** Keys's cubic convolution (1981) with a = −1/2. */
  BICUBIC(2) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      if (x < 1) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
  };

  private static final double A = -0.5;
  private static final int PRECISION = 22;
  private static final int HALF = 1 << (PRECISION - 1);

  private final double support;

  Resampling(double support) {
    this.support = support;
  }

  /** Returns the filter's height at a distance from its centre, in pixels of the smaller scale. */
  abstract double weight(double distance);

  /** Returns the image in another size; the image itself if it has that size. */
  public RgbImage resize(RgbImage image, ImageSize size) {
    return columnsFirst(image.size(), size)
        ? rows(columns(image, size.height()), size.width())
        : columns(rows(image, size.width()), size.height());
  }

  /** Pillow 13's choice, for speed; older versions begin with rows. */
  private static boolean columnsFirst(ImageSize from, ImageSize to) {
    int shorter = from.height() - to.height();
    return shorter > 0 && shorter > 2L * (from.width() - to.width());
  }

  private RgbImage rows(RgbImage image, int width) {
    return width == image.width() ? image : resizeRows(image, weights(image.width(), width));
  }

  private RgbImage columns(RgbImage image, int height) {
    return height == image.height() ? image : resizeColumns(image, weights(image.height(), height));
  }

  /** Weights of one direction: for each output the first input that it sees, and theirs. */
  private static final class Weights {
    private final int[] first;
    private final int[][] values;

    private Weights(int outputs) {
      first = new int[outputs];
      values = new int[outputs][];
    }
  }

  private Weights weights(int inputs, int outputs) {
    double scale = (double) inputs / outputs;
    double filterScale = Math.max(1, scale);
    double reach = support * filterScale;
    Weights weights = new Weights(outputs);
    for (int i = 0; i < outputs; i++) {
      double center = (i + 0.5) * scale;
      int first = Math.max(0, (int) (center - reach + 0.5));
      int end = Math.min(inputs, (int) (center + reach + 0.5));
      weights.first[i] = first;
      weights.values[i] = fixedPoint(row(first, end, center, 1 / filterScale));
    }
    return weights;
  }

  /** The weights of one output, with a sum of 1. */
  private double[] row(int first, int end, double center, double inverseScale) {
    double[] row = new double[end - first];
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      row[i] = weight((i + first - center + 0.5) * inverseScale);
      sum += row[i];
    }
    for (int i = 0; i < row.length && sum != 0; i++) {
      row[i] /= sum;
    }
    return row;
  }

  private static int[] fixedPoint(double[] weights) {
    int[] fixed = new int[weights.length];
    for (int i = 0; i < fixed.length; i++) {
      fixed[i] = (int) (weights[i] * (1 << PRECISION) + (weights[i] < 0 ? -0.5 : 0.5));
    }
    return fixed;
  }

  private static RgbImage resizeRows(RgbImage image, Weights weights) {
    int width = weights.first.length;
    ImageSize size = new ImageSize(image.height(), width);
    byte[] levels = levels(size);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        int from = (y * image.width() + weights.first[x]) * RgbImage.CHANNELS;
        convolve(
            image.levels(),
            from,
            RgbImage.CHANNELS,
            weights.values[x],
            levels,
            (y * width + x) * RgbImage.CHANNELS);
      }
    }
    return RgbImage.of(size, levels);
  }

  private static RgbImage resizeColumns(RgbImage image, Weights weights) {
    int width = image.width();
    ImageSize size = new ImageSize(weights.first.length, width);
    byte[] levels = levels(size);
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < width; x++) {
        int from = (weights.first[y] * width + x) * RgbImage.CHANNELS;
        convolve(
            image.levels(),
            from,
            width * RgbImage.CHANNELS,
            weights.values[y],
            levels,
            (y * width + x) * RgbImage.CHANNELS);
      }
    }
    return RgbImage.of(size, levels);
  }

  private static byte[] levels(ImageSize size) {
    return new byte[Math.toIntExact(RgbImage.CHANNELS * size.pixels())];
  }

  /** Computes one output pixel. */
  private static void convolve(
      byte[] input, int from, int stride, int[] weights, byte[] output, int to) {
    int red = HALF;
    int green = HALF;
    int blue = HALF;
    int at = from;
    for (int weight : weights) {
      red += Byte.toUnsignedInt(input[at]) * weight;
      green += Byte.toUnsignedInt(input[at + 1]) * weight;
      blue += Byte.toUnsignedInt(input[at + 2]) * weight;
      at += stride;
    }
    output[to] = level(red);
    output[to + 1] = level(green);
    output[to + 2] = level(blue);
  }

  private static byte level(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
  }
}
