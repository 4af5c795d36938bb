package org.dashsweep.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * An index that says which file beside it holds which tensor. It comes with a download, so it can
 * only name files of its own directory. Links there are followed: whoever keeps the directory put
 * them there, and the hub's cache is made of them.
 *
 * @param directory where index and shards lie
 * @param index its path, for messages
 * @param format of the shards
 */
record ShardIndex(Path directory, String index, WeightFormat format) {
  Checkpoint read(JsonNode root) {
    SortedMap<String, String> shardOf = weightMap(root);
    SortedMap<String, Checkpoint> shards = new TreeMap<>();
    firstTensors(shardOf)
        .forEach((shard, tensor) -> shards.put(shard, format.read(path(shard, tensor))));
    return merged(shardOf, shards);
  }

  /** Returns the shards that an index names, checked as {@link #read} does. */
  SortedSet<String> shards(JsonNode root) {
    SortedMap<String, String> firstTensors = firstTensors(weightMap(root));
    firstTensors.forEach(this::requireBeside);
    return new TreeSet<>(firstTensors.keySet());
  }

  /** Returns the first tensor of each shard. */
  private static SortedMap<String, String> firstTensors(SortedMap<String, String> shardOf) {
    SortedMap<String, String> tensors = new TreeMap<>();
    shardOf.forEach((tensor, shard) -> tensors.putIfAbsent(shard, tensor));
    return tensors;
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
            index,
            String.format(
                Locale.ROOT, "has no file name but %s for %s", entry.getValue(), entry.getKey()));
      }
      shardOf.put(entry.getKey(), entry.getValue().textValue());
    }
    return shardOf;
  }

  /** A downloaded index must not make the reader open files elsewhere. */
  private void requireBeside(String shard, String tensor) {
    if (!format.isShard(shard)) {
      throw new CheckpointException(
          index,
          String.format(
              Locale.ROOT,
              "names a shard for tensor %s that is not a %s file beside it: %s",
              tensor,
              format.suffix(),
              shard));
    }
  }

  private Path path(String shard, String tensor) {
    requireBeside(shard, tensor);
    Path path;
    try {
      path = directory.resolve(shard);
    } catch (InvalidPathException e) {
      throw new CheckpointException(
          index,
          String.format(
              Locale.ROOT, "names a shard for tensor %s that can be no file: %s", tensor, shard),
          e);
    }
    if (!Files.isRegularFile(path)) {
      throw new CheckpointException(
          index,
          String.format(
              Locale.ROOT,
              "names %s for tensor %s, which is missing; download it too",
              shard,
              tensor));
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
                String.format(
                    Locale.ROOT,
                    "says that %s holds %s, which it does not; download both again",
                    shard,
                    name));
          }
        });
    Map<String, String> files = new HashMap<>();
    shardOf.forEach((name, shard) -> files.put(name, directory.resolve(shard).toString()));
    return new Checkpoint(directory.toString(), tensors, metadata, files);
  }

  private void checkPlace(String name, @Nullable String expected, String actual) {
    if (expected == null) {
      throw new CheckpointException(
          index,
          String.format(
              Locale.ROOT, "does not name tensor %s of %s; download both again", name, actual));
    }
    if (!expected.equals(actual)) {
      throw new CheckpointException(
          index,
          String.format(
              Locale.ROOT,
              "says that %s holds tensor %s, but %s does; download them again",
              expected,
              name,
              actual));
    }
  }
}
