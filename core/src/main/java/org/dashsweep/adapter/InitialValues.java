package org.dashsweep.adapter;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.CRC32;
import org.dashsweep.tensor.Tensor;

/** Streams of random numbers for initial values, one per trial seed and tensor. */
public final class InitialValues {
  private InitialValues() {}

  /** The stream for a tensor: a function of the seed and its name alone. */
  public static RandomGenerator stream(long seed, String name) {
    CRC32 hash = new CRC32();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    return RandomGeneratorFactory.of("L64X128MixRandom").create((seed << 32) ^ hash.getValue());
  }

  /**
   * Draws a tensor's elements uniformly from ±{@code bound}.
   *
   * @param name of the stream
   */
  static void uniform(Tensor tensor, double bound, long seed, String name) {
    RandomGenerator random = stream(seed, name);
    float limit = (float) bound;
    tensor.fill(each(() -> random.nextFloat(-limit, limit)));
  }

  /**
   * Draws a tensor's elements from a normal distribution around 0.
   *
   * @param name of the stream
   */
  static void normal(Tensor tensor, double deviation, long seed, String name) {
    RandomGenerator random = stream(seed, name);
    tensor.fill(each(() -> random.nextGaussian(0, deviation)));
  }

  /** Fills a tensor with numbers of a stream, each rounded to a float. */
  public static Consumer<FloatBuffer> each(DoubleSupplier next) {
    return piece -> {
      while (piece.hasRemaining()) {
        piece.put((float) next.getAsDouble());
      }
    };
  }
}
