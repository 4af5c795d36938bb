package org.dashsweep.data.rows;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Decompresses Zstandard frames. Unlike zstd-jni's own stream it refuses a file that ends within a
 * later frame: that one reports the end of the file where both frames lie in one buffer.
 *
 * <p>A frame whose window is larger than 128 MiB is refused, as by the command {@code zstd}.
 */
final class Zstandard extends InputStream {
  private static final int BUFFER_BYTES = 128 << 10;

  private final InputStream source;
  private final byte[] read = new byte[BUFFER_BYTES];
  private final ByteBuffer compressed = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private final ByteBuffer content = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();

  /** Between two frames, or before the first. */
  private boolean atBoundary = true;

  Zstandard(InputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!content.hasRemaining()) {
      if (!compressed.hasRemaining() && atBoundary && !fill()) {
        return -1;
      }
      decompress();
    }
    int taken = Math.min(length, content.remaining());
    content.get(target, offset, taken);
    return taken;
  }

  private void decompress() throws IOException {
    content.clear();
    try {
      int before = compressed.remaining();
      atBoundary = context.decompressDirectByteBufferStream(content, compressed);
      // Whatever it still has inside it gives without further input.
      if (!atBoundary
          && content.position() == 0
          && before == compressed.remaining()
          && (before > 0 || !fill())) {
        throw new IOException("its last Zstandard frame is cut short");
      }
    } catch (ZstdException e) {
      throw new IOException("it is damaged: " + e.getMessage(), e);
    } finally {
      content.flip();
    }
  }

  private boolean fill() throws IOException {
    int count = source.read(read);
    compressed.clear();
    if (count <= 0) {
      compressed.limit(0);
      return false;
    }
    compressed.put(read, 0, count).flip();
    return true;
  }

  @Override
  public void close() throws IOException {
    context.close();
    source.close();
  }
}
