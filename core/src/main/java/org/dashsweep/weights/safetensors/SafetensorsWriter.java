package org.dashsweep.weights.safetensors;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.file.UnfinishedName;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.UnwritableFile;
import org.dashsweep.weights.WritableTensor;

/**
 * Writes {@code .safetensors} files byte for byte as the reference implementation does. Tensors are
 * ordered by descending type, then by name, so that each is aligned to its element. The header is
 * padded with spaces to 8 bytes. Metadata is written in the order of its keys: equal content gives
 * equal bytes. One tensor's bytes are asked for at a time, after the tensors before it were
 * written.
 */
public final class SafetensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ALIGNMENT_BYTES = 8;

  private static final Comparator<Map.Entry<String, WritableTensor>> REFERENCE_ORDER =
      Comparator.comparing(
              (Map.Entry<String, WritableTensor> entry) ->
                  SafetensorsType.of(entry.getValue().type()))
          .reversed()
          .thenComparing(Map.Entry::getKey);

  private SafetensorsWriter() {}

  /**
   * Writes a file whole or not at all. It is written to a hidden name beside it, forced to the
   * disk, then renamed over whatever was there.
   *
   * @throws java.io.UncheckedIOException if the file cannot be written
   * @throws CheckpointException if it is not the name of a file
   * @throws IllegalArgumentException if a tensor has the name the format keeps for metadata
   */
  public static void write(
      Path file, Map<String, ? extends WritableTensor> tensors, Map<String, String> metadata) {
    write(file, channel -> write(channel, tensors, metadata));
  }

  /**
   * Writes a file as {@link #write(Path, Map, Map)}, with a {@link Seal} among its metadata.
   *
   * @throws IllegalArgumentException if a tensor has the name the format keeps for metadata
   */
  public static void writeSealed(
      Path file, Map<String, ? extends WritableTensor> tensors, Map<String, String> metadata) {
    Map<String, String> sealed = new TreeMap<>(metadata);
    sealed.put(Seal.KEY, Seal.BLANK);
    write(
        file,
        channel -> {
          List<Map.Entry<String, WritableTensor>> ordered = ordered(tensors);
          ByteBuffer header = header(ordered, sealed);
          Seal seal = Seal.in(bytes(header));
          write(new SealedChannel(channel, seal), header, ordered);
          ByteBuffer digits = StandardCharsets.US_ASCII.encode(seal.digits());
          for (long at = seal.position(); digits.hasRemaining(); ) {
            at += channel.write(digits, at);
          }
        });
  }

  private static byte[] bytes(ByteBuffer header) {
    byte[] bytes = new byte[header.remaining()];
    header.duplicate().get(bytes);
    return bytes;
  }

  private record SealedChannel(FileChannel channel, Seal seal) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int from = bytes.position();
      int count = channel.write(bytes);
      seal.add(bytes.slice(from, count));
      return count;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private interface Content {
    void write(FileChannel channel) throws IOException;
  }

  private static void write(Path file, Content content) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new CheckpointException(file.toString(), "is not the name of a file");
    }
    // Not Files.createTempFile: its files are readable by nobody else, also after the rename.
    Path temporary = directory.resolve(UnfinishedName.of(file.getFileName().toString()));
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.write(channel);
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      deleteAfter(e, temporary);
      throw UnwritableFile.because(file, e);
    } catch (RuntimeException e) {
      deleteAfter(e, temporary);
      throw e;
    }
  }

  /** Writes a file's bytes to a stream, which stays open and is not flushed. */
  public static void write(
      OutputStream stream,
      Map<String, ? extends WritableTensor> tensors,
      Map<String, String> metadata)
      throws IOException {
    // Not closed: closing the channel would close the caller's stream.
    write(Channels.newChannel(stream), tensors, metadata);
  }

  private static void write(
      WritableByteChannel channel,
      Map<String, ? extends WritableTensor> tensors,
      Map<String, String> metadata)
      throws IOException {
    List<Map.Entry<String, WritableTensor>> ordered = ordered(tensors);
    write(channel, header(ordered, metadata), ordered);
  }

  private static void write(
      WritableByteChannel channel,
      ByteBuffer header,
      List<Map.Entry<String, WritableTensor>> ordered)
      throws IOException {
    while (header.hasRemaining()) {
      channel.write(header);
    }
    for (Map.Entry<String, WritableTensor> entry : ordered) {
      entry.getValue().writeTo(channel);
    }
  }

  private static List<Map.Entry<String, WritableTensor>> ordered(
      Map<String, ? extends WritableTensor> tensors) {
    return tensors.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), (WritableTensor) entry.getValue()))
        .sorted(REFERENCE_ORDER)
        .toList();
  }

  private static ByteBuffer header(
      List<Map.Entry<String, WritableTensor>> ordered, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = JSON.createGenerator(json, JsonEncoding.UTF8)) {
      generator.writeStartObject();
      if (!metadata.isEmpty()) {
        generator.writeObjectFieldStart(SafetensorsHeader.METADATA_KEY);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          generator.writeStringField(entry.getKey(), entry.getValue());
        }
        generator.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, WritableTensor> entry : ordered) {
        offset = writeEntry(generator, entry.getKey(), entry.getValue(), offset);
      }
      generator.writeEndObject();
    }
    while (json.size() % ALIGNMENT_BYTES != 0) {
      json.write(' ');
    }
    return ByteBuffer.allocate(Long.BYTES + json.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.size())
        .put(json.toByteArray())
        .flip();
  }

  private static long writeEntry(
      JsonGenerator generator, String name, WritableTensor tensor, long offset) throws IOException {
    if (name.equals(SafetensorsHeader.METADATA_KEY)) {
      throw new IllegalArgumentException(
          "A tensor must not be called " + name + ": safetensors keeps the name for metadata");
    }
    long end = offset + tensor.size();
    generator.writeObjectFieldStart(name);
    generator.writeStringField("dtype", SafetensorsType.of(tensor.type()).name());
    generator.writeFieldName("shape");
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    generator.writeArray(shape, 0, shape.length);
    generator.writeFieldName("data_offsets");
    generator.writeArray(new long[] {offset, end}, 0, 2);
    generator.writeEndObject();
    return end;
  }

  private static void deleteAfter(Exception failure, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
