package org.dashsweep.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.dashsweep.file.GitLfsPointer;
import org.dashsweep.file.Json;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.safetensors.SafetensorsReader;

/** The JSON files that lie beside weights. */
public final class JsonFile {
  /**
   * Most bytes of a file; the limit of a safetensors header, because no file here says more of a
   * tensor.
   */
  private static final long LONGEST_BYTES = SafetensorsReader.LONGEST_HEADER_BYTES;

  private JsonFile() {}

  /**
   * Reads a file that holds one object.
   *
   * @throws CheckpointException if there is no such file or it holds anything else
   */
  public static JsonNode readObject(Path file) {
    String source = file.toString();
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(source, "does not exist or is not a file");
    }
    try {
      long size = Files.size(file);
      if (size > LONGEST_BYTES) {
        throw new CheckpointException(
            source,
            String.format(Locale.ROOT, "has %d bytes; at most %d are read", size, LONGEST_BYTES));
      }
      return parseObject(source, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The object that these bytes are.
   *
   * @param source named in messages
   * @throws CheckpointException if they are anything else
   */
  static JsonNode parseObject(String source, byte[] bytes) {
    GitLfsPointer.refuse(source, bytes, CheckpointException::new);
    return Json.object(source, bytes, CheckpointException::new);
  }
}
