package org.dashsweep.weights.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.FileBytes;
import org.dashsweep.weights.FileMapping;
import org.dashsweep.weights.StoredTensor;

/**
 * Reads {@code .safetensors} files: an 8-byte little-endian header length, a JSON header, the data.
 * Format and limits follow the <a href="https://github.com/huggingface/safetensors">reference
 * implementation</a>; as there, tensors must cover the data exactly.
 *
 * <p>The data is mapped, not copied: pages are read when they are used. The mappings live until the
 * last tensor of them is garbage. Before that, the file must not be cut or overwritten in place.
 * Replacing it by a rename, as {@link SafetensorsWriter} does, is safe.
 */
public final class SafetensorsReader {
  /** The reference implementation's limit. */
  public static final long LONGEST_HEADER_BYTES = 100_000_000;

  private SafetensorsReader() {}

  /**
   * Reads a file.
   *
   * @throws CheckpointException if there is no such file, it is not valid or cannot be read
   */
  public static Checkpoint read(Path file) {
    return read(file, FileMapping.LARGEST_BYTES);
  }

  /**
   * Reads a file.
   *
   * @param mappingBytes the most bytes to map at once; only a larger tensor gets more
   */
  static Checkpoint read(Path file, long mappingBytes) {
    String source = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileBytes.refusePointer(source, channel);
      long size = channel.size();
      long headerBytes = headerBytes(source, channel, size);
      byte[] json = FileBytes.read(channel, Long.BYTES, (int) headerBytes);
      long dataStart = Long.BYTES + headerBytes;
      SafetensorsHeader header = SafetensorsHeader.parse(source, json, size - dataStart);
      return new Checkpoint(
          source,
          map(new FileMapping(source, channel, mappingBytes), header.entries(), dataStart),
          header.metadata());
    } catch (NoSuchFileException e) {
      throw new CheckpointException(source, "does not exist", e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  static long headerBytes(String source, FileChannel channel, long size) throws IOException {
    if (size < Long.BYTES) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is cut short: %d bytes cannot hold a safetensors header; download it again",
              size));
    }
    long headerBytes = FileBytes.buffer(channel, 0, Long.BYTES).getLong();
    if (headerBytes < 0 || headerBytes > LONGEST_HEADER_BYTES) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is not a safetensors file: its first 8 bytes say that the header has %s bytes; at most %d are allowed",
              Long.toUnsignedString(headerBytes),
              LONGEST_HEADER_BYTES));
    }
    if (headerBytes > size - Long.BYTES) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is cut short: its header should have %d bytes, the file has %d behind its first 8; download it again",
              headerBytes,
              size - Long.BYTES));
    }
    return headerBytes;
  }

  private static SortedMap<String, StoredTensor> map(
      FileMapping mapping, List<SafetensorsHeader.Entry> entries, long dataStart)
      throws IOException {
    Map<String, ByteBuffer> bytes =
        mapping.map(
            entries.stream()
                .map(
                    entry ->
                        new FileMapping.Extent(
                            entry.name(), dataStart + entry.begin(), dataStart + entry.end()))
                .toList());
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    for (SafetensorsHeader.Entry entry : entries) {
      tensors.put(
          entry.name(),
          new StoredTensor(
              entry.type(), entry.shape(), Objects.requireNonNull(bytes.get(entry.name()))));
    }
    return tensors;
  }
}
