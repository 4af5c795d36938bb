package org.dashsweep.checkpoint;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model as Hugging Face's {@code save_pretrained} writes it: {@code config.json} and the weights
 * in {@code model.safetensors} or, in older ones, {@code pytorch_model.bin}; or in shards of one of
 * these kinds that an index beside them names.
 *
 * @param directory where it lies
 * @param config the parsed {@code config.json}
 * @param checkpoint the weights, mapped: see {@link SafetensorsReader} and {@link PyTorchReader}
 */
public record HuggingFaceDirectory(Path directory, JsonNode config, Checkpoint checkpoint) {
  private static final String CONFIG = "config.json";

  /** As long as a safetensors header may be: an index says less of each tensor. */
  private static final long LONGEST_JSON_BYTES = SafetensorsReader.LONGEST_HEADER_BYTES;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads a directory. Of several kinds of weights the first is read, in transformers' order:
   * {@code model.safetensors}, its index, {@code pytorch_model.bin}, its index.
   *
   * @throws CheckpointException if a file is missing, is not valid, or index and shards do not
   *     agree
   */
  public static HuggingFaceDirectory read(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new CheckpointException(
          directory.toString(), "is not a directory; name the one that holds " + CONFIG);
    }
    JsonNode config = object(directory.resolve(CONFIG));
    return new HuggingFaceDirectory(directory, config, weights(directory));
  }

  private static Checkpoint weights(Path directory) {
    for (WeightFormat format : WeightFormat.values()) {
      Path single = directory.resolve(format.singleFile());
      if (Files.exists(single)) {
        return format.read(single);
      }
      Path index = directory.resolve(format.index());
      if (Files.exists(index)) {
        return new ShardIndex(directory, index.toString(), format).read(object(index));
      }
    }
    throw new CheckpointException(
        directory.toString(),
        "holds no weights: none of "
            + Arrays.stream(WeightFormat.values())
                .map(format -> format.singleFile() + ", " + format.index())
                .collect(Collectors.joining(", ")));
  }

  private static JsonNode object(Path file) {
    String source = file.toString();
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(source, "does not exist or is not a file");
    }
    try {
      long size = Files.size(file);
      if (size > LONGEST_JSON_BYTES) {
        throw new CheckpointException(
            source, "has %d bytes; at most %d are read".formatted(size, LONGEST_JSON_BYTES));
      }
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      if (!node.isObject()) {
        throw new CheckpointException(source, "is not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      // An exception about a limit has no location.
      @Nullable JsonLocation location = e.getLocation();
      throw new CheckpointException(
          source,
          "is not valid JSON: %s%s"
              .formatted(
                  e.getOriginalMessage(),
                  location == null ? "" : " at line " + location.getLineNr()),
          e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }
}
