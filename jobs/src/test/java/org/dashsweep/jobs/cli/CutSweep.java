package org.dashsweep.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A sweep file cut to one trial of two updates, LoRA-Dash where the file has it. */
final class CutSweep {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Values of a short training, for the parameters that the file sets. */
  private static final Map<String, Integer> SHORT =
      Map.of(
          "batch-size", 4,
          "max-length", 24,
          "train-rows", 8,
          "warm-up-steps", 1,
          "validation-rows", 2,
          "evaluate-every", 1,
          "max-new-tokens", 2,
          "launch-step", 1);

  private CutSweep() {}

  static void write(String yaml, Path file) throws IOException {
    ObjectNode sweep = (ObjectNode) YAML.readTree(yaml);
    ObjectNode fixed = sweep.withObject("/fixed");
    if (sweep.remove("blocks") instanceof ArrayNode blocks) {
      blocks.get(0).properties().forEach(part -> merge(sweep, part.getKey(), part.getValue()));
    }
    if (sweep.remove("grid") instanceof ObjectNode grid) {
      grid.properties().forEach(axis -> fixed.set(axis.getKey(), one(axis.getValue())));
    }
    if (sweep.remove("tied") instanceof ObjectNode tied) {
      tied.properties().forEach(each -> fixed.set(each.getKey(), looked(each.getValue(), fixed)));
    }
    SHORT.forEach(
        (name, value) -> {
          if (fixed.has(name)) {
            fixed.put(name, value);
          }
        });
    fixed.remove("epochs");
    fixed.remove("evaluate-every-epochs");
    fixed.put("optimizer-steps", 2);
    Files.createDirectories(file.getParent());
    YAML.writeValue(file.toFile(), sweep);
  }

  private static void merge(ObjectNode sweep, String section, JsonNode values) {
    values
        .properties()
        .forEach(entry -> sweep.withObject("/" + section).set(entry.getKey(), entry.getValue()));
  }

  private static JsonNode one(JsonNode values) {
    for (JsonNode value : values) {
      if (value.asText().equals("lora-dash")) {
        return value;
      }
    }
    return values.get(0);
  }

  private static JsonNode looked(JsonNode tied, ObjectNode fixed) {
    String by = fixed.path(tied.path("by").textValue()).asText();
    JsonNode value = tied.path("values").path(by);
    return value.isMissingNode() ? tied.get("otherwise") : value;
  }
}
