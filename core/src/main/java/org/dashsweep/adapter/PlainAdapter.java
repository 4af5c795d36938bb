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
 */
public record PlainAdapter(PeftForm form, Map<LinearLayer, Map<AdapterTensor, Tensor>> layers) {
  public PlainAdapter {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }
}
