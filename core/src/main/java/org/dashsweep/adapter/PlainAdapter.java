package org.dashsweep.adapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dashsweep.tensor.Tensor;

/**
 * An adapter as other people's software knows it. Owns nothing.
 *
 * @param form its kind and settings
 * @param layers the adapted layers, in order, each with its tensors that PEFT's files hold
 * @param common the tensors that are no single layer's, by their names in PEFT's files
 */
public record PlainAdapter(
    PeftForm form,
    Map<LinearLayer, Map<AdapterTensor, Tensor>> layers,
    Map<String, Tensor> common) {
  public PlainAdapter {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    common = Collections.unmodifiableMap(new LinkedHashMap<>(common));
  }

  /** An adapter whose tensors are all of single layers. */
  public PlainAdapter(PeftForm form, Map<LinearLayer, Map<AdapterTensor, Tensor>> layers) {
    this(form, layers, Map.of());
  }
}
