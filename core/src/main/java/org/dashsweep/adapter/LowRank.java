package org.dashsweep.adapter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.script.Arguments;
import org.dashsweep.script.ScriptModule;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

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
      String prefix = layer.module() + ".";
      Map<String, Tensor> block = new HashMap<>(adapters.block(layer.block()));
      block.keySet().removeIf(name -> !name.startsWith(prefix));
      Map<String, Tensor> renamed = new HashMap<>();
      block.forEach((name, tensor) -> renamed.put("x." + name.substring(prefix.length()), tensor));
      renamed.put("x.weight", base.weight(work, layer));
      return scope.adopt(
          script.evaluate(work, "weight_change", new Arguments().dictionary("p", renamed)).get(0));
    }
  }
}
