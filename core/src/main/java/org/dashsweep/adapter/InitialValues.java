package org.dashsweep.adapter;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.CRC32;

/** Streams of random numbers for initial values, one per trial seed and tensor. */
public final class InitialValues {
  private InitialValues() {}

  /** The stream for a tensor: a function of the seed and its name alone. */
  public static RandomGenerator stream(long seed, String name) {
    CRC32 hash = new CRC32();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    return RandomGeneratorFactory.of("L64X128MixRandom").create((seed << 32) ^ hash.getValue());
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
