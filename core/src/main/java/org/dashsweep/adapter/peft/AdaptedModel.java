package org.dashsweep.adapter.peft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The model that an adapter is for, as far as the adapter's files describe it. Owns nothing.
 *
 * @param base its frozen weights
 * @param name or path of the base, for programs that load the adapter; null leaves the choice to
 *     them
 * @param taskType purpose of the model; null for one that PEFT has no word for
 * @param modules whole modules that were trained beside the adapters. Keys are the tensors' names
 *     in Hugging Face's model, such as {@code classifier.weight}
 */
public record AdaptedModel(
    AdaptedBase base,
    @Nullable String name,
    @Nullable TaskType taskType,
    Map<String, Tensor> modules) {
  public AdaptedModel {
    modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
  }

  /** Returns the prefix that the checkpoint leaves out before the names of modules. */
  String modulePrefix() {
    LinearLayer any = base.linearLayers().get(0);
    String name = base.moduleName(any);
    return name.substring(0, name.length() - base.checkpointName(any).length());
  }
}
