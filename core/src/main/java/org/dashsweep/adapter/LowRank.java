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

  /** What the adapter in use adds to W, (out, in). */
  static Tensor weightChange(
      TensorScope scope, AdapterSet adapters, FrozenWeights base, LinearLayer layer) {
    try (TensorScope work = scope.child();
        ScriptModule script = compile(work)) {
      Map<String, Tensor> renamed = renamed(adapters, layer);
      renamed.put("x.weight", base.weight(work, layer));
      return scope.adopt(
          script.evaluate(work, "weight_change", new Arguments().dictionary("p", renamed)).get(0));
    }
  }

  /** Each layer's A and B, and its magnitudes if it has any, as they are. */
  static Map<LinearLayer, PlainAdapter.Factors> ownFactors(AdapterSet adapters) {
    Map<LinearLayer, PlainAdapter.Factors> factors = new LinkedHashMap<>();
    for (LinearLayer layer : adapters.layers()) {
      factors.put(
          layer,
          new PlainAdapter.Factors(
              adapters.get(layer, "lora_A"),
              adapters.get(layer, "lora_B"),
              adapters.byName().get(layer.name() + ".lora_magnitude_vector")));
    }
    return factors;
  }

  /** Each layer's A' and B' with all scaling in B'. */
  static Map<LinearLayer, PlainAdapter.Factors> foldedFactors(
      TensorScope scope, AdapterSet adapters) {
    Map<LinearLayer, PlainAdapter.Factors> factors = new LinkedHashMap<>();
    try (TensorScope work = scope.child();
        ScriptModule script = compile(work)) {
      for (LinearLayer layer : adapters.layers()) {
        List<Tensor> folded =
            script.evaluate(
                work, "fold", new Arguments().dictionary("p", renamed(adapters, layer)));
        factors.put(
            layer,
            new PlainAdapter.Factors(scope.adopt(folded.get(0)), scope.adopt(folded.get(1)), null));
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
