package org.dashsweep.checkpoint;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A model as Hugging Face's {@code save_pretrained} writes it: {@code config.json} and the weights
 * in {@code model.safetensors}, or in shards that {@code model.safetensors.index.json} names.
 *
 * @param directory where it lies
 * @param config the parsed {@code config.json}
 * @param checkpoint the weights, mapped: see {@link SafetensorsReader}
 */
public record HuggingFaceDirectory(Path directory, JsonNode config, Checkpoint checkpoint) {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String SHARD_SUFFIX = ".safetensors";

  /** As long as a safetensors header may be: an index says less of each tensor. */
  private static final long LONGEST_JSON_BYTES = SafetensorsReader.LONGEST_HEADER_BYTES;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads a directory. With both a single file and an index the single file is read, as
   * transformers does.
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
    Path single = directory.resolve(WEIGHTS);
    if (Files.exists(single)) {
      return SafetensorsReader.read(single);
    }
    Path index = directory.resolve(INDEX);
    if (Files.exists(index)) {
      return new Sharded(directory, index.toString()).read(object(index));
    }
    throw new CheckpointException(
        directory.toString(),
        "holds neither %s nor %s; save the model with safe_serialization=True"
            .formatted(WEIGHTS, INDEX));
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

  /** Reads shards and holds them against the index. */
  private record Sharded(Path directory, String index) {
    Checkpoint read(JsonNode root) {
      SortedMap<String, String> shardOf = weightMap(root);
      SortedMap<String, Checkpoint> shards = new TreeMap<>();
      for (String shard : new TreeSet<>(shardOf.values())) {
        shards.put(shard, SafetensorsReader.read(path(shard)));
      }
      return merged(shardOf, shards);
    }

    private SortedMap<String, String> weightMap(JsonNode root) {
      JsonNode weightMap = root.path("weight_map");
      if (!weightMap.isObject() || weightMap.isEmpty()) {
        throw new CheckpointException(
            index, "has no weight_map that says which file holds which tensor");
      }
      SortedMap<String, String> shardOf = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
        if (!entry.getValue().isTextual()) {
          throw new CheckpointException(
              index, "has no file name but %s for %s".formatted(entry.getValue(), entry.getKey()));
        }
        shardOf.put(entry.getKey(), entry.getValue().textValue());
      }
      return shardOf;
    }

    private Path path(String shard) {
      // A downloaded index must not make the reader open files elsewhere.
      if (shard.contains("/") || shard.contains("\\") || !shard.endsWith(SHARD_SUFFIX)) {
        throw new CheckpointException(
            index, "names a shard that is not a safetensors file beside it: " + shard);
      }
      Path path;
      try {
        path = directory.resolve(shard);
      } catch (InvalidPathException e) {
        throw new CheckpointException(index, "names a shard that can be no file: " + shard, e);
      }
      if (!Files.isRegularFile(path)) {
        throw new CheckpointException(
            index, "names %s, which is missing; download it too".formatted(shard));
      }
      return path;
    }

    private Checkpoint merged(
        SortedMap<String, String> shardOf, SortedMap<String, Checkpoint> shards) {
      SortedMap<String, StoredTensor> tensors = new TreeMap<>();
      Map<String, String> metadata = new HashMap<>();
      shards.forEach(
          (shard, checkpoint) -> {
            checkpoint
                .tensors()
                .forEach(
                    (name, tensor) -> {
                      checkPlace(name, shardOf.get(name), shard);
                      tensors.put(name, tensor);
                    });
            checkpoint.metadata().forEach(metadata::putIfAbsent);
          });
      shardOf.forEach(
          (name, shard) -> {
            if (!tensors.containsKey(name)) {
              throw new CheckpointException(
                  index,
                  "says that %s holds %s, which it does not; download both again"
                      .formatted(shard, name));
            }
          });
      return new Checkpoint(directory.toString(), tensors, metadata);
    }

    private void checkPlace(String name, @Nullable String expected, String actual) {
      if (expected == null) {
        throw new CheckpointException(
            index, "does not name tensor %s of %s; download both again".formatted(name, actual));
      }
      if (!expected.equals(actual)) {
        throw new CheckpointException(
            index,
            "says that %s holds tensor %s, but %s does; download them again"
                .formatted(expected, name, actual));
      }
    }
  }
}
