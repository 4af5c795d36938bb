package org.dashsweep.weights.huggingface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;

/**
 * The weights of one component of a diffusers directory: {@code STEM.safetensors}, in shards with
 * or without an index, or the variant {@code fp16} of one of these. The first that is there is
 * read.
 */
public final class ComponentFiles {
  /** The name of a shard: its number, and how many there are. */
  private static final String SHARD = "-(\\d{5})-of-(\\d{5})";

  private final Path directory;
  private final String stem;

  private ComponentFiles(Path directory, String stem) {
    this.directory = directory;
    this.stem = stem;
  }

  /**
   * Reads the weights.
   *
   * @param stem of the files' names: {@code model}, {@code diffusion_pytorch_model}
   * @throws CheckpointException if there are none, or not all of them
   */
  public static Checkpoint read(Path directory, String stem) {
    return new ComponentFiles(directory, stem).read();
  }

  private Checkpoint read() {
    return file(".safetensors")
        .map(WeightFormat.SAFETENSORS::read)
        .or(() -> file(".safetensors.index.json").map(this::indexed))
        .or(() -> shards(Pattern.quote(stem) + SHARD + "\\.safetensors"))
        .or(() -> file(".fp16.safetensors").map(WeightFormat.SAFETENSORS::read))
        .or(() -> file(".safetensors.index.fp16.json").map(this::indexed))
        .or(() -> file(".fp16.safetensors.index.json").map(this::indexed))
        .or(() -> shards(Pattern.quote(stem) + SHARD + "\\.fp16\\.safetensors"))
        .or(() -> shards(Pattern.quote(stem) + "\\.fp16" + SHARD + "\\.safetensors"))
        .or(() -> file(".bin").map(WeightFormat.PYTORCH::read))
        .orElseThrow(
            () ->
                new CheckpointException(
                    directory.toString(),
                    String.format(
                        Locale.ROOT,
                        "holds no weights: none of %s.safetensors, its shards, %s.fp16.safetensors",
                        stem,
                        stem)));
  }

  private Optional<Path> file(String end) {
    return Optional.of(directory.resolve(stem + end)).filter(Files::isRegularFile);
  }

  private Checkpoint indexed(Path index) {
    return new ShardIndex(directory, index.toString(), WeightFormat.SAFETENSORS)
        .read(JsonFile.readObject(index));
  }

  /** Reads all shards that are called so, of which there must be as many as they say. */
  private Optional<Checkpoint> shards(String name) {
    Pattern pattern = Pattern.compile(name);
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (String file : names()) {
      Matcher matcher = pattern.matcher(file);
      if (matcher.matches()) {
        counts.put(file, Integer.valueOf(matcher.group(2)));
      }
    }
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    int expected = counts.values().iterator().next();
    if (counts.size() != expected || counts.values().stream().anyMatch(n -> n != expected)) {
      throw new CheckpointException(
          directory.toString(),
          String.format(
              Locale.ROOT,
              "holds %d shards such as %s, which says that there are %d; download all of them",
              counts.size(),
              counts.firstKey(),
              expected));
    }
    return Optional.of(merged(List.copyOf(counts.keySet())));
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names = new ArrayList<>();
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
      return names;
    } catch (IOException e) {
      throw new CheckpointException(directory.toString(), "cannot be listed: " + e.getMessage(), e);
    }
  }

  private Checkpoint merged(List<String> shards) {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    Map<String, String> files = new HashMap<>();
    for (String shard : shards) {
      Path file = directory.resolve(shard);
      WeightFormat.SAFETENSORS
          .read(file)
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (tensors.put(name, tensor) != null) {
                  throw new CheckpointException(
                      file.toString(),
                      String.format(
                          Locale.ROOT,
                          "holds tensor %s, which %s holds too; remove one of them",
                          name,
                          files.get(name)));
                }
                files.put(name, file.toString());
              });
    }
    return new Checkpoint(directory.toString(), tensors, Map.of(), files);
  }
}
