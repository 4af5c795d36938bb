package org.dashsweep.weights.huggingface;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.file.Json;
import org.dashsweep.weights.UnwritableFile;
import org.dashsweep.weights.WritableTensor;
import org.dashsweep.weights.safetensors.SafetensorsWriter;

/**
 * Writes a model as Hugging Face's {@code save_pretrained} does: {@code config.json} and {@code
 * model.safetensors}, or shards and the index that names them. Tensors are written one by one, so
 * that those made on the way are never all in memory.
 */
public final class HuggingFaceWriter {

  private HuggingFaceWriter() {}

  /**
   * Writes a model; the weights after the configuration, their index last.
   *
   * @param directory exists already
   * @param shardBytes that no file's tensors are to exceed together; one that is larger gets a file
   *     of its own
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public static void write(
      Path directory,
      JsonNode config,
      SortedMap<String, ? extends WritableTensor> tensors,
      long shardBytes) {
    writeJson(directory.resolve("config.json"), config);
    List<SortedMap<String, WritableTensor>> shards = shards(tensors, shardBytes);
    if (shards.size() == 1) {
      write(directory.resolve("model.safetensors"), shards.get(0));
      return;
    }
    ObjectNode index = Json.MAPPER.createObjectNode();
    index
        .putObject("metadata")
        .put("total_size", tensors.values().stream().mapToLong(WritableTensor::size).sum());
    ObjectNode places = index.putObject("weight_map");
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      write(directory.resolve(name), shards.get(i));
      shards.get(i).keySet().forEach(tensor -> places.put(tensor, name));
    }
    writeJson(directory.resolve("model.safetensors.index.json"), index);
  }

  private static void write(Path file, SortedMap<String, WritableTensor> tensors) {
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
  }

  private static List<SortedMap<String, WritableTensor>> shards(
      SortedMap<String, ? extends WritableTensor> tensors, long shardBytes) {
    List<SortedMap<String, WritableTensor>> shards = new ArrayList<>(List.of(new TreeMap<>()));
    long filled = 0;
    for (Map.Entry<String, ? extends WritableTensor> entry : tensors.entrySet()) {
      long size = entry.getValue().size();
      if (filled > 0 && filled + size > shardBytes) {
        shards.add(new TreeMap<>());
        filled = 0;
      }
      shards.get(shards.size() - 1).put(entry.getKey(), entry.getValue());
      filled += size;
    }
    return shards;
  }

  private static void writeJson(Path file, JsonNode json) {
    DefaultPrettyPrinter layout = new DefaultPrettyPrinter();
    layout.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    try {
      Files.writeString(file, Json.MAPPER.writer(layout).writeValueAsString(json) + "\n");
    } catch (IOException e) {
      throw UnwritableFile.because(file, e);
    }
  }
}
