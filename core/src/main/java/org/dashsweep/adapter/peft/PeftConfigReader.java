package org.dashsweep.adapter.peft;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.PeftForm;
import org.dashsweep.adapter.PeftValues;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.JsonFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code adapter_config.json}. Unknown keys that would change the adapter's function are
 * refused by name. Every key that is off (null, false, empty) is ignored, whoever invented it.
 */
final class PeftConfigReader {
  private static final String TYPE = "peft_type";

  /** Say nothing of the function, or what the tensors say too. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("auto_mapping", "exclude_modules", "inference_mode", "peft_version", "revision");

  private final PeftValues values;

  private PeftConfigReader(PeftValues values) {
    this.values = values;
  }

  /**
   * Reads a file.
   *
   * @throws CheckpointException if it is missing, not valid, or asks for what is not known here
   */
  static PeftConfig read(Path file) {
    return new PeftConfigReader(new PeftValues(file.toString(), JsonFile.readObject(file))).read();
  }

  private PeftConfig read() {
    PeftForm form = form();
    PeftConfig config =
        new PeftConfig(
            values.text("base_model_name_or_path"),
            taskType(),
            form,
            values.isText("target_modules") ? List.of() : values.names("target_modules"),
            values.names("modules_to_save"));
    values.ignore(WITHOUT_EFFECT);
    values.requireNothingElse();
    return config;
  }

  private PeftForm form() {
    Optional<String> type = Optional.ofNullable(values.text(TYPE));
    List<MethodType> methods =
        Methods.ALL.stream()
            .filter(method -> type.isPresent() && method.peftType().equals(type))
            .toList();
    return methods.stream()
        .flatMap(method -> method.readPeft(values).stream())
        .findFirst()
        .orElseThrow(
            () ->
                values.problem(
                    TYPE,
                    "must be "
                        + Methods.ALL.stream()
                            .flatMap(method -> method.peftType().stream())
                            .distinct()
                            .collect(Collectors.joining(" or "))));
  }

  private @Nullable TaskType taskType() {
    if (!values.has("task_type")) {
      return null;
    }
    String name = values.text("task_type");
    return Arrays.stream(TaskType.values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                values.problem(
                    "task_type",
                    "must be one of "
                        + Arrays.stream(TaskType.values())
                            .map(TaskType::name)
                            .collect(Collectors.joining(", "))));
  }
}
