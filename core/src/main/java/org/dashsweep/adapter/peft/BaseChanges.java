package org.dashsweep.adapter.peft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.file.Json;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;

/**
 * The tensors of {@code dash_sweep.safetensors} by the places that they change in the base's
 * checkpoint. The file's metadata names the places.
 *
 * @param layers the tensors that a method added to each layer, by their names in an adapter set, by
 *     the checkpoint's name of the layer
 * @param replaced what takes the place of a whole tensor, by the checkpoint's name of that
 * @param tied names of replaced tensors that the head of a language model reads too
 */
public record BaseChanges(
    SortedMap<String, SortedMap<String, StoredTensor>> layers,
    SortedMap<String, StoredTensor> replaced,
    Set<String> tied) {
  private static final String LAYERS = "layers";
  private static final String BASE = "base";

  /** No change at all. */
  static BaseChanges none() {
    return new BaseChanges(new TreeMap<>(), new TreeMap<>(), Set.of());
  }

  /** Returns the metadata from which {@link #read} knows the places. */
  static Map<String, String> metadata(AdapterSet adapters, AdaptedBase base)
      throws JsonProcessingException {
    Map<String, String> metadata = new TreeMap<>();
    ObjectNode layers = Json.MAPPER.createObjectNode();
    adapters.layers().forEach(layer -> layers.put(layer.name(), base.checkpointName(layer)));
    metadata.put(LAYERS, Json.MAPPER.writeValueAsString(layers));
    ObjectNode tensors = Json.MAPPER.createObjectNode();
    for (BaseTensor tensor : base.tensors()) {
      if (adapters.byName().containsKey(tensor.name())) {
        ArrayNode parts =
            tensors.putObject(tensor.name()).put("tied", tensor.tied()).putArray("parts");
        tensor.parts().forEach(parts::addPOJO);
      }
    }
    metadata.put(BASE, Json.MAPPER.writeValueAsString(tensors));
    return metadata;
  }

  /**
   * Reads the changes of a state.
   *
   * @throws CheckpointException if its metadata does not name the places
   */
  static BaseChanges read(Checkpoint state) {
    JsonNode layers = json(state, LAYERS);
    JsonNode base = json(state, BASE);
    SortedMap<String, SortedMap<String, StoredTensor>> own = new TreeMap<>();
    for (Map.Entry<String, JsonNode> layer : layers.properties()) {
      own.put(layer.getValue().asText(), below(state, layer.getKey() + "."));
    }
    SortedMap<String, StoredTensor> replaced = new TreeMap<>();
    Set<String> tied = new TreeSet<>();
    for (Map.Entry<String, JsonNode> entry : base.properties()) {
      StoredTensor whole = state.tensor(entry.getKey());
      for (BaseTensor.Part part : parts(entry.getValue().path("parts"))) {
        replaced.put(part.name(), rows(whole, part));
        if (entry.getValue().path("tied").asBoolean()) {
          tied.add(part.name());
        }
      }
    }
    return new BaseChanges(own, replaced, tied);
  }

  private static JsonNode json(Checkpoint state, String key) {
    if (!state.metadata().containsKey(key)) {
      throw new CheckpointException(
          state.source(),
          String.format(
              Locale.ROOT,
              "does not say which of the base's tensors it changes: metadata %s is missing, as in"
                  + " files of earlier versions; run the trial again",
              key));
    }
    try {
      return Json.MAPPER.readTree(state.metadata().get(key));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(state.source(), "has metadata " + key + " in no form known", e);
    }
  }

  private static SortedMap<String, StoredTensor> below(Checkpoint state, String prefix) {
    SortedMap<String, StoredTensor> below = new TreeMap<>();
    state
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), tensor);
              }
            });
    return below;
  }

  private static List<BaseTensor.Part> parts(JsonNode json) {
    List<BaseTensor.Part> parts = new ArrayList<>();
    for (JsonNode part : json) {
      parts.add(
          new BaseTensor.Part(
              part.path("name").asText(), part.path("from").asLong(), part.path("to").asLong()));
    }
    return parts;
  }

  private static StoredTensor rows(StoredTensor whole, BaseTensor.Part part) {
    List<Long> shape = new ArrayList<>(whole.shape());
    int row = Math.toIntExact(whole.content().size() / shape.get(0));
    shape.set(0, part.to() - part.from());
    ByteBuffer rows =
        whole
            .bytes()
            .slice(
                Math.toIntExact(part.from() * row),
                Math.toIntExact((part.to() - part.from()) * row))
            .order(ByteOrder.LITTLE_ENDIAN);
    return new StoredTensor(whole.type(), shape, rows);
  }
}
