package org.dashsweep.adapter.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.JsonFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code adapter_config.json}. What would change the adapter's function and is not known here
 * is refused by name; every key that is off (null, false, empty) is ignored, whoever invented it.
 */
final class PeftConfigReader {
  /** Say nothing of the function, or what the tensors say too. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "auto_mapping",
          "ensure_weight_tying",
          "eva_config",
          "exclude_modules",
          "inference_mode",
          "layers_pattern",
          "layers_to_transform",
          "loftq_config",
          "megatron_core",
          "peft_version",
          "qalora_group_size",
          "revision",
          "runtime_config");

  private static final Set<String> READ =
      Set.of(
          "alpha_pattern",
          "base_model_name_or_path",
          "bias",
          "init_lora_weights",
          "lora_alpha",
          "lora_dropout",
          "modules_to_save",
          "peft_type",
          "r",
          "rank_pattern",
          "target_modules",
          "task_type",
          "use_dora",
          "use_rslora");

  /** Ways to start that leave W as it is; others (PiSSA, OLoRA, LoftQ, …) change it. */
  private static final Set<String> HARMLESS_STARTS = Set.of("gaussian", "eva", "orthogonal");

  private final String source;
  private final JsonNode json;

  private PeftConfigReader(String source, JsonNode json) {
    this.source = source;
    this.json = json;
  }

  /**
   * Reads a file.
   *
   * @throws CheckpointException if it is missing, not valid, or asks for what is not known here
   */
  static PeftConfig read(Path file) {
    return new PeftConfigReader(file.toString(), JsonFile.readObject(file)).read();
  }

  private PeftConfig read() {
    requireText("peft_type", "LORA");
    if (on(json.path("bias"))) {
      requireText("bias", "none");
    }
    JsonNode start = json.path("init_lora_weights");
    if (start.isTextual() && !HARMLESS_STARTS.contains(start.textValue())) {
      throw problem(
          "init_lora_weights", "changes the base model's own weights: convert it to a LoRA first");
    }
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!READ.contains(entry.getKey())
          && !WITHOUT_EFFECT.contains(entry.getKey())
          && on(entry.getValue())) {
        throw problem(entry.getKey(), "asks for a feature that is not supported");
      }
    }
    return new PeftConfig(
        json.path("base_model_name_or_path").textValue(),
        taskType(),
        rank("r", json.path("r")),
        alpha("lora_alpha", json.path("lora_alpha")),
        flag("use_rslora"),
        json.hasNonNull("lora_dropout") ? dropout() : 0,
        flag("use_dora"),
        json.path("target_modules").isTextual() ? List.of() : names("target_modules"),
        names("modules_to_save"),
        new LayerPatterns(
            pattern("rank_pattern", this::rank), pattern("alpha_pattern", this::alpha)));
  }

  private static boolean on(JsonNode value) {
    return !(value.isMissingNode()
        || value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isContainerNode() && value.isEmpty()));
  }

  private @Nullable TaskType taskType() {
    if (!json.hasNonNull("task_type")) {
      return null;
    }
    String name = json.path("task_type").asText();
    return Arrays.stream(TaskType.values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                problem(
                    "task_type",
                    "must be one of "
                        + Arrays.stream(TaskType.values())
                            .map(TaskType::name)
                            .collect(Collectors.joining(", "))));
  }

  private int rank(String key, JsonNode value) {
    if (!value.isInt() || value.intValue() < 1) {
      throw problem(key, "must be a whole number above 0");
    }
    return value.intValue();
  }

  private double alpha(String key, JsonNode value) {
    if (!value.isNumber() || !(value.doubleValue() > 0) || value.doubleValue() > Double.MAX_VALUE) {
      throw problem(key, "must be a number above 0");
    }
    return value.doubleValue();
  }

  private double dropout() {
    JsonNode value = json.path("lora_dropout");
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() < 1)) {
      throw problem("lora_dropout", "must be a number in [0, 1)");
    }
    return value.doubleValue();
  }

  private <T> Map<String, T> pattern(String key, BiFunction<String, JsonNode, T> value) {
    JsonNode pattern = json.path(key);
    if (json.hasNonNull(key) && !pattern.isObject()) {
      throw problem(key, "must be an object of modules' names");
    }
    Map<String, T> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : pattern.properties()) {
      if (!LayerPatterns.isName(entry.getKey())) {
        throw problem(key, "must have the names of modules as keys, no other patterns");
      }
      values.put(entry.getKey(), value.apply(key, entry.getValue()));
    }
    return values;
  }

  private boolean flag(String key) {
    JsonNode value = json.path(key);
    if (json.hasNonNull(key) && !value.isBoolean()) {
      throw problem(key, "must be true or false");
    }
    return value.booleanValue();
  }

  private List<String> names(String key) {
    List<String> names = new ArrayList<>();
    JsonNode value = json.path(key);
    if (json.hasNonNull(key) && !value.isArray()) {
      throw problem(key, "must be a list of names");
    }
    for (JsonNode name : value) {
      if (!name.isTextual()) {
        throw problem(key, "must be a list of names");
      }
      names.add(name.textValue());
    }
    return names;
  }

  private void requireText(String key, String expected) {
    if (!expected.equals(json.path(key).textValue())) {
      throw problem(key, "must be " + expected);
    }
  }

  private CheckpointException problem(String key, String rule) {
    JsonNode value = json.path(key);
    return new CheckpointException(
        source,
        String.format(
            Locale.ROOT,
            "is not usable: %s %s: %s",
            key,
            rule,
            value.isMissingNode() ? "missing" : value));
  }
}
