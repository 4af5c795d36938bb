package org.dashsweep.adapter.peft;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.weights.UnwritableFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code adapter_config.json} with the keys that every PEFT since 0.9 knows. A version
 * refuses or warns of keys newer than itself, and takes a default for missing ones.
 */
final class PeftConfigWriter {
  private static final ObjectWriter JSON = writer();

  private PeftConfigWriter() {}

  /** Writes the layout of Python's {@code json.dumps(indent=2)}. */
  private static ObjectWriter writer() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter layout =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    layout.indentArraysWith(lines);
    layout.indentObjectsWith(lines);
    return JsonMapper.builder()
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .build()
        .writer(layout);
  }

  /**
   * Writes a file.
   *
   * @param base that the adapter is for
   * @param modules names of the adapted modules in Hugging Face's model, with those of their
   *     tensors
   */
  static void write(
      Path file, PeftConfig config, AdaptedBase base, Map<String, Set<String>> modules) {
    try {
      Files.writeString(file, JSON.writeValueAsString(values(config, base, modules)));
    } catch (IOException e) {
      throw UnwritableFile.because(file, e);
    }
  }

  private static Map<String, @Nullable Object> values(
      PeftConfig config, AdaptedBase base, Map<String, Set<String>> modules) {
    Map<String, @Nullable Object> values =
        new TreeMap<>(config.form().values(base, modules, config.targetModules()));
    values.put("auto_mapping", null);
    values.put("base_model_name_or_path", config.baseModel());
    values.put("inference_mode", true);
    values.put("peft_type", config.form().type());
    values.put("revision", null);
    if (config.form().namesModules()) {
      values.put("modules_to_save", orNull(config.modulesToSave()));
      values.put("target_modules", config.targetModules());
    }
    values.put("task_type", config.taskType() == null ? null : config.taskType().name());
    return values;
  }

  private static @Nullable List<String> orNull(List<String> names) {
    return names.isEmpty() ? null : names;
  }
}
