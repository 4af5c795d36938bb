package org.dashsweep.adapter.peft;

import java.util.List;
import org.dashsweep.adapter.PeftForm;
import org.jspecify.annotations.Nullable;

/**
 * Content of an {@code adapter_config.json}.
 *
 * @param baseModel name or path of the base model, or null if none is given
 * @param taskType purpose of the model, or null if none is given
 * @param form the method's own keys
 * @param targetModules ends of the adapted modules' names; empty where a pattern is given instead
 * @param modulesToSave modules that were trained whole and lie beside the adapters
 */
public record PeftConfig(
    @Nullable String baseModel,
    @Nullable TaskType taskType,
    PeftForm form,
    List<String> targetModules,
    List<String> modulesToSave) {
  public PeftConfig {
    targetModules = List.copyOf(targetModules);
    modulesToSave = List.copyOf(modulesToSave);
  }
}
