package org.dashsweep.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.dashsweep.file.GitLfsPointer;

/** Reads parts of a file that are looked at once. */
public final class FileBytes {
  private FileBytes() {}

  /**
   * Refuses a pointer in the place of a file of weights.
   *
   * @throws CheckpointException that names the file
   */
  public static void refusePointer(String source, FileChannel channel) throws IOException {
    int start = (int) Math.min(channel.size(), GitLfsPointer.START_BYTES);
    GitLfsPointer.refuse(source, read(channel, 0, start), CheckpointException::new);
  }

  /** These bytes. */
  public static byte[] read(FileChannel channel, long position, int count) throws IOException {
    byte[] bytes = new byte[count];
    ByteBuffer target = ByteBuffer.wrap(bytes);
    while (target.hasRemaining()) {
      if (channel.read(target, position + target.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes;
  }

  /** These bytes, as little-endian numbers. */
  public static ByteBuffer buffer(FileChannel channel, long position, int count)
      throws IOException {
    return ByteBuffer.wrap(read(channel, position, count)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
