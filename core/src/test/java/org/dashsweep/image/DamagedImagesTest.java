package org.dashsweep.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes of every kind of file are turned, cut out, doubled and made up. */
class DamagedImagesTest {
  private static final long MOST_PIXELS = 1 << 20;

  /** The largest image that the limit allows, and the decoders' own. */
  private static final long MOST_ALLOCATED_BYTES = 16 * MOST_PIXELS + (32 << 20);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static List<Path> files() throws IOException {
    return ImageResources.formats();
  }

  @ParameterizedTest
  @MethodSource("files")
  void areReadOrRefused(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(String.valueOf(file.getFileName()).hashCode());
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      byte[] damaged = damaged(whole, random);
      if (i % 2 == 0) {
        mendChecksums(damaged);
      }
      refused += isRefused(damaged) ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  private static boolean isRefused(byte[] content) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      RgbImage image = ImageDecoder.of("damaged", content, MOST_PIXELS).decode();
      assertThat(image.size().pixels()).isLessThanOrEqualTo(MOST_PIXELS);
      return false;
    } catch (ImageException e) {
      assertThat(e).hasMessageStartingWith("damaged ").hasMessageContaining(";");
      return true;
    } finally {
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
          .isLessThan(MOST_ALLOCATED_BYTES);
    }
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] content = whole.clone();
    int at = random.nextInt(content.length);
    switch (random.nextInt(6)) {
      case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> content[Math.min(at, random.nextInt(80))] = (byte) random.nextInt();
      case 2 -> content = Arrays.copyOf(content, at);
      case 3 -> random.nextBytes(content);
      case 4 -> {
        byte[] noise = new byte[Math.min(16, content.length - at)];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, content, at, noise.length);
      }
      default -> System.arraycopy(content, 0, content, at, content.length - at);
    }
    return content;
  }

  /** Lets the decoder see what a checksum would have kept from it. */
  private static void mendChecksums(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    int at = 8;
    while (at + 12 <= content.length) {
      long length = Integer.toUnsignedLong(bytes.getInt(at));
      if (length > content.length - at - 12) {
        return;
      }
      CRC32 checksum = new CRC32();
      checksum.update(content, at + 4, (int) length + 4);
      bytes.putInt(at + 8 + (int) length, (int) checksum.getValue());
      at += 12 + (int) length;
    }
  }
}
