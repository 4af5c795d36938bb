package org.dashsweep.adapter;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * Linear algebra on the factors of a low-rank adapter, in {@code dash.py} and {@code linear.py}.
 */
final class LowRank {
  private static final Map<String, Object> NO_DROPOUT =
      Map.of("onednn", false, "adapter_dropout", 0.0);

  private LowRank() {}

  static ScriptModule compile(TensorScope scope) {
    return ScriptModule.compile(
        scope,
        "LowRank",
        List.of("/org/dashsweep/adapter/linear.py", "/org/dashsweep/adapter/dash.py"),
        NO_DROPOUT);
  }

  /** Returns the change that the adapter in use adds to W, (out, in). */
  static Tensor weightChange(
      TensorScope scope, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    try (TensorScope work = scope.child();
        ScriptModule script = compile(work)) {
      Map<String, Tensor> renamed = renamed(adapters, layer);
      renamed.put("x.weight", base.weight(work, layer));
      return scope.adopt(
          script.evaluate(work, "weight_change", new Arguments().dictionary("p", renamed)).get(0));
    }
  }

  /** Each layer's tensors that PEFT's files hold, as they are. */
  static Map<LinearLayer, Map<AdapterTensor, Tensor>> ownTensors(
      MethodType type, AdapterSet adapters) {
    Map<LinearLayer, Map<AdapterTensor, Tensor>> layers = new LinkedHashMap<>();
    for (LinearLayer layer : adapters.layers()) {
      Map<AdapterTensor, Tensor> tensors = new LinkedHashMap<>();
      type.tensors().stream()
          .filter(tensor -> tensor.peft() != null)
          .forEach(tensor -> tensors.put(tensor, adapters.get(layer, tensor)));
      layers.put(layer, tensors);
    }
    return layers;
  }

  /** Each layer's A' and B' with all scaling in B'. */
  static Map<LinearLayer, Map<AdapterTensor, Tensor>> foldedFactors(
      TensorScope scope, AdapterSet adapters) {
    Map<LinearLayer, Map<AdapterTensor, Tensor>> factors = new LinkedHashMap<>();
    try (TensorScope work = scope.child();
        ScriptModule script = compile(work)) {
      for (LinearLayer layer : adapters.layers()) {
        List<Tensor> folded =
            script.evaluate(
                work, "fold", new Arguments().dictionary("p", renamed(adapters, layer)));
        factors.put(
            layer, Map.of(Lora.A, scope.adopt(folded.get(0)), Lora.B, scope.adopt(folded.get(1))));
      }
    }
    return factors;
  }

  /** One layer's tensors under the name x. */
  private static Map<String, Tensor> renamed(AdapterSet adapters, LinearLayer layer) {
    String prefix = layer.module() + ".";
    Map<String, Tensor> renamed = new HashMap<>();
    adapters
        .block(layer.block())
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                renamed.put("x." + name.substring(prefix.length()), tensor);
              }
            });
    return renamed;
  }
}
