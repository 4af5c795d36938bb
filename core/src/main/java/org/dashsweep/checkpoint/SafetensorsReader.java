package org.dashsweep.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads {@code .safetensors} files: an 8-byte little-endian header length, a JSON header, the data.
 * Format and limits follow the <a href="https://github.com/huggingface/safetensors">reference
 * implementation</a>; as there, tensors must cover the data exactly.
 *
 * <p>The data is mapped, not copied: pages are read when they are used. The mappings live until the
 * last tensor of them is garbage; the file must not be cut or overwritten in place before that
 * (replacing it by a rename, as {@link SafetensorsWriter} does, is safe).
 */
public final class SafetensorsReader {
  /** The reference implementation's limit. */
  static final long LONGEST_HEADER_BYTES = 100_000_000;

  /** What one {@link ByteBuffer} can hold, and so the largest tensor and the largest mapping. */
  private static final long LARGEST_MAPPING_BYTES = Integer.MAX_VALUE;

  private SafetensorsReader() {}

  /**
   * Reads a file.
   *
   * @throws CheckpointException if there is no such file, it is not valid or cannot be read
   */
  public static Checkpoint read(Path file) {
    return read(file, LARGEST_MAPPING_BYTES);
  }

  /**
   * Reads a file.
   *
   * @param mappingBytes the most bytes to map at once; only a larger tensor gets more
   */
  static Checkpoint read(Path file, long mappingBytes) {
    String source = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long headerBytes = headerBytes(source, channel, size);
      ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
      readFully(channel, json, Long.BYTES);
      long dataStart = Long.BYTES + headerBytes;
      SafetensorsHeader header = SafetensorsHeader.parse(source, json.array(), size - dataStart);
      return new Checkpoint(
          source,
          map(source, channel, header.entries(), dataStart, mappingBytes),
          header.metadata());
    } catch (NoSuchFileException e) {
      throw new CheckpointException(source, "does not exist", e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static long headerBytes(String source, FileChannel channel, long size)
      throws IOException {
    if (size < Long.BYTES) {
      throw new CheckpointException(
          source,
          "is cut short: %d bytes cannot hold a safetensors header; download it again"
              .formatted(size));
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, length, 0);
    long headerBytes = length.getLong(0);
    if (headerBytes < 0 || headerBytes > LONGEST_HEADER_BYTES) {
      throw new CheckpointException(
          source,
          "is not a safetensors file: its first 8 bytes say that the header has %s bytes; at most %d are allowed"
              .formatted(Long.toUnsignedString(headerBytes), LONGEST_HEADER_BYTES));
    }
    if (headerBytes > size - Long.BYTES) {
      throw new CheckpointException(
          source,
          "is cut short: its header should have %d bytes, the file has %d behind its first 8; download it again"
              .formatted(headerBytes, size - Long.BYTES));
    }
    return headerBytes;
  }

  private static void readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target, position + target.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
  }

  /** Maps runs of consecutive tensors together: a mapping per tensor meets the system's limits. */
  private static SortedMap<String, StoredTensor> map(
      String source,
      FileChannel channel,
      List<SafetensorsHeader.Entry> entries,
      long dataStart,
      long mappingBytes)
      throws IOException {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    int first = 0;
    while (first < entries.size()) {
      long begin = entries.get(first).begin();
      long end = entries.get(first).end();
      int last = first;
      while (last + 1 < entries.size() && entries.get(last + 1).end() - begin <= mappingBytes) {
        last++;
        end = entries.get(last).end();
      }
      if (end - begin > LARGEST_MAPPING_BYTES) {
        throw new CheckpointException(
            source,
            "has a tensor %s of %d bytes; at most %d are supported: split it or store it in a smaller type"
                .formatted(entries.get(first).name(), end - begin, LARGEST_MAPPING_BYTES));
      }
      ByteBuffer mapping = channel.map(MapMode.READ_ONLY, dataStart + begin, end - begin);
      for (SafetensorsHeader.Entry entry : entries.subList(first, last + 1)) {
        ByteBuffer bytes =
            mapping.slice((int) (entry.begin() - begin), (int) (entry.end() - entry.begin()));
        tensors.put(entry.name(), new StoredTensor(entry.type(), entry.shape(), bytes));
      }
      first = last + 1;
    }
    return tensors;
  }
}
