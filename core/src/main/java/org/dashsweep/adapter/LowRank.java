package org.dashsweep.adapter;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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

  /**
   * Returns the adapters as a LoRA, or what PEFT counts as one.
   *
   * @param rank of all layers' folded products
   */
  static PlainAdapter folded(
      TensorScope scope, AdapterSet adapters, LowRankMethod method, int rank) {
    Lora lora = method.factors();
    return new PlainAdapter(
        LowRankForm.of(new Lora(rank, rank, lora.dropout(), lora.targets()), method.foldedType()),
        foldedFactors(scope, adapters));
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
            layer,
            with(
                adapters.find(layer, Dora.MAGNITUDES),
                scope.adopt(folded.get(0)),
                scope.adopt(folded.get(1))));
      }
    }
    return factors;
  }

  private static Map<AdapterTensor, Tensor> with(
      Optional<Tensor> magnitudes, Tensor right, Tensor left) {
    Map<AdapterTensor, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(Lora.A, right);
    tensors.put(Lora.B, left);
    magnitudes.ifPresent(own -> tensors.put(Dora.MAGNITUDES, own));
    return tensors;
  }

  /**
   * Replaces A and B of a layer by other values, and takes their product away again: the layer
   * computes what it did.
   *
   * @param factors A (r, in) and B (out, r), which are not the adapters' own
   */
  static void startFrom(
      AdapterSet adapters, LinearLayer layer, List<Tensor> factors, ScriptModule script) {
    adapters.get(layer, Lora.A).set(factors.get(0));
    adapters.get(layer, Lora.B).set(factors.get(1));
    try (TensorScope work = TensorScope.open(adapters.device())) {
      // Not evaluate(): what it returns may not take part in a gradient.
      List<Tensor> residual =
          script.differentiate(
              work,
              "residual_factors",
              new Arguments()
                  .tensor(factors.get(0))
                  .tensor(factors.get(1))
                  .tensor(adapters.get(layer, Lora.SCALING)));
      adapters.freeze(layer, ResidualMethod.RESIDUAL_A, adapters.scope().adopt(residual.get(0)));
      adapters.freeze(layer, ResidualMethod.RESIDUAL_B, adapters.scope().adopt(residual.get(1)));
    }
  }

  /**
   * Returns A (s, in) and B (out, s) whose scaled product is W's part in some directions.
   *
   * @param directions indices among W's singular directions
   */
  static List<Tensor> spectralFactors(
      TensorScope work,
      SingularVectors svd,
      int[] directions,
      double scaling,
      ScriptModule script) {
    List<Tensor> chosen = choose(work, svd, directions, script);
    return script.differentiate(
        work,
        "spectral_factors",
        new Arguments()
            .tensor(chosen.get(0))
            .tensor(chosen.get(1))
            .tensor(chosen.get(2))
            .tensor(work.scalar(scaling)));
  }

  /** Returns U (out, s), Vᵀ (s, in) and σ (s,) of some directions. */
  static List<Tensor> choose(
      TensorScope work, SingularVectors svd, int[] directions, ScriptModule script) {
    long[] indices = IntStream.of(directions).asLongStream().toArray();
    // Not evaluate(): what it returns may not take part in a gradient.
    return script.differentiate(
        work,
        "choose",
        new Arguments()
            .list("svd", List.of(svd.left(), svd.values(), svd.right()))
            .tensor(work.longs(indices, indices.length)));
  }

  /**
   * Returns the change rate of every singular direction of W under the adapter in use.
   *
   * @param epsilon added to σ
   */
  static float[] changeRates(
      AdapterSet adapters, LinearLayer layer, SingularVectors svd, double epsilon) {
    try (TensorScope work = TensorScope.open(adapters.device())) {
      return adapters
          .algebra()
          .evaluate(
              work,
              "change_rates",
              new Arguments()
                  .list("svd", List.of(svd.left(), svd.values(), svd.right()))
                  .dictionary("p", renamed(adapters, layer))
                  .tensor(work.scalar(epsilon)))
          .get(0)
          .floats();
    }
  }

  /** Returns the diagonal of Uᵀ ΔW V, (k,), of the low-rank adapter in use, from its factors. */
  static float[] coreChange(AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    try (TensorScope work = TensorScope.open(adapters.device())) {
      Map<String, Tensor> renamed = renamed(adapters, layer);
      renamed.put("x.weight", base.weight(work, layer));
      return adapters
          .algebra()
          .evaluate(
              work,
              "core_change",
              new Arguments().list("svd", list(base, layer)).dictionary("p", renamed))
          .get(0)
          .floats();
    }
  }

  /** Returns the diagonal of Uᵀ ΔW V, (k,), of a change that has no factors. */
  static float[] coreChangeOf(
      Method method, AdapterSet adapters, AdaptedBase base, LinearLayer layer) {
    try (TensorScope work = TensorScope.open(adapters.device())) {
      return adapters
          .algebra()
          .evaluate(
              work,
              "core_change_of",
              new Arguments()
                  .list("svd", list(base, layer))
                  .tensor(method.weightChange(work, adapters, base, layer)))
          .get(0)
          .floats();
    }
  }

  private static List<Tensor> list(AdaptedBase base, LinearLayer layer) {
    SingularVectors svd = base.singularVectors(layer);
    return List.of(svd.left(), svd.values(), svd.right());
  }

  /**
   * Refuses more of something than W has singular directions.
   *
   * @param setting its name
   */
  static void requireAvailable(String setting, int wanted, LinearLayer layer) {
    int available = Math.min(layer.outputs(), layer.inputs());
    if (wanted > available) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be at most %d, the number of singular directions of %s: %d",
              setting,
              available,
              layer.name(),
              wanted));
    }
  }

  /** One layer's tensors under the name x. */
  static Map<String, Tensor> renamed(AdapterSet adapters, LinearLayer layer) {
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
