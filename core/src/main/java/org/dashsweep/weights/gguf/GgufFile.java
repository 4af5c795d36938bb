package org.dashsweep.weights.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.FileBytes;
import org.dashsweep.weights.FileMapping;

/**
 * A GGUF file: its metadata, and its tensors by llama.cpp's names. Tensors are mapped, as {@link
 * FileMapping} says.
 *
 * @param metadata everything but the tensors
 * @param tensors in the file's order
 */
record GgufFile(GgufMetadata metadata, Map<String, GgufTensor> tensors) {
  GgufFile {
    tensors = new LinkedHashMap<>(tensors);
  }

  /**
   * Reads a file.
   *
   * @throws CheckpointException if there is no such file, it is not valid or cannot be read
   */
  static GgufFile read(Path file) {
    String source = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileBytes.refusePointer(source, channel);
      GgufHeader header = GgufHeader.read(source, new GgufInput(source, channel));
      return new GgufFile(header.metadata(), tensors(source, channel, header));
    } catch (NoSuchFileException e) {
      throw new CheckpointException(source, "does not exist", e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, GgufTensor> tensors(
      String source, FileChannel channel, GgufHeader header) throws IOException {
    Map<String, ByteBuffer> bytes =
        new FileMapping(source, channel, FileMapping.LARGEST_BYTES)
            .map(
                header.tensors().stream()
                    .map(
                        place ->
                            new FileMapping.Extent(
                                place.name(),
                                header.dataStart() + place.offset(),
                                header.dataStart() + place.offset() + place.bytes()))
                    .toList());
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (GgufHeader.Place place : header.tensors()) {
      tensors.put(
          place.name(),
          new GgufTensor(
              place.name(),
              place.type(),
              place.shape(),
              Objects.requireNonNull(bytes.get(place.name()))));
    }
    return tensors;
  }
}
