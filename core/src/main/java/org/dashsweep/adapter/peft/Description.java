package org.dashsweep.adapter.peft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.Method;
import org.dashsweep.file.Json;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.UnwritableFile;
import org.dashsweep.weights.huggingface.JsonFile;

/**
 * The content of {@code dash_sweep.json}.
 *
 * @param method that trained the adapter, with its settings
 * @param hasState whether this program's own tensors lie beside it
 * @param modulePrefix the prefix that the base's checkpoint leaves out of its names of modules:
 *     {@code bert.} if it holds the encoder alone, else empty
 * @param notes further entries
 */
record Description(
    Method method, boolean hasState, String modulePrefix, SortedMap<String, String> notes) {
  private static final int FORMAT = 1;

  Description {
    notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
  }

  void write(Path file) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("format", FORMAT);
    json.set("method", MethodJson.of(method));
    json.put("state", hasState);
    json.put("modulePrefix", modulePrefix);
    ObjectNode noted = json.putObject("notes");
    notes.forEach(noted::put);
    try {
      Files.writeString(file, json.toPrettyString() + "\n");
    } catch (IOException e) {
      throw UnwritableFile.because(file, e);
    }
  }

  static Description read(Path file) {
    String source = file.toString();
    JsonNode json = JsonFile.readObject(file);
    if (json.path("format").asInt() != FORMAT) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has format %s; this version reads format %d",
              json.path("format"),
              FORMAT));
    }
    SortedMap<String, String> notes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> note : json.path("notes").properties()) {
      notes.put(note.getKey(), note.getValue().asText());
    }
    return new Description(
        MethodJson.read(source, json.path("method")),
        json.path("state").asBoolean(),
        json.path("modulePrefix").asText(),
        notes);
  }
}
