package org.dashsweep.weights.huggingface;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.dashsweep.file.GitLfsPointer;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.jspecify.annotations.Nullable;

/** The JSON files that lie beside weights. */
public final class JsonFile {
  /** As long as a safetensors header may be: none of these files says more of each tensor. */
  private static final long LONGEST_BYTES = SafetensorsReader.LONGEST_HEADER_BYTES;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

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
    try {
      JsonNode node = JSON.readTree(bytes);
      if (!node.isObject()) {
        throw new CheckpointException(source, "is not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      // An exception about a limit has no location.
      @Nullable JsonLocation location = e.getLocation();
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is not valid JSON: %s%s",
              e.getOriginalMessage(),
              location == null ? "" : " at line " + location.getLineNr()),
          e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }
}
