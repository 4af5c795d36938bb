package org.dashsweep.adapter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a method in PEFT's {@code adapter_config.json}, without base, targets and modules.
 */
public interface PeftForm {
  /** PEFT's name of the adapter's kind, such as {@code LORA}. */
  String type();

  /** The kind's own keys as they are written. */
  Map<String, @Nullable Object> values();

  /** The method that trains such an adapter on these modules. */
  Method method(TargetModules targets);

  /** The frozen numbers of every layer that PEFT keeps as settings, by tensor name. */
  Map<String, Double> constants();

  /**
   * Names the fault that keeps one module from being read as the others are, as the end of a
   * sentence about the file.
   *
   * @param module name in Hugging Face's model
   * @param tensors names of the tensors that the file has for it
   */
  Optional<String> problem(String module, Set<String> tensors);
}
