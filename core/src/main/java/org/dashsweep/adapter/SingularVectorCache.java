package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * The tensors that the trials of one base model share: decompositions of its matrices, and whatever
 * methods name. Each is made when it is first asked for.
 */
public final class SingularVectorCache implements AutoCloseable {
  private final TensorScope scope;
  private final Map<LinearLayer, SingularVectors> known = new ConcurrentHashMap<>();
  private final Map<String, Tensor> shared = new ConcurrentHashMap<>();

  /** A cache of a base model's on its device. */
  public SingularVectorCache(Device device) {
    this.scope = TensorScope.open(device);
  }

  /** The decomposition of a layer's matrix; a second caller waits for the first. */
  public SingularVectors of(LinearLayer layer, AdaptedBase weights) {
    return known.computeIfAbsent(layer, absent -> decompose(weights, layer));
  }

  private SingularVectors decompose(AdaptedBase weights, LinearLayer layer) {
    try (TensorScope work = TensorScope.open(scope.device());
        ScriptModule algebra = LowRank.compile(work)) {
      List<Tensor> parts =
          algebra.evaluate(
              work, "singular_vectors", new Arguments().tensor(weights.weight(work, layer)));
      synchronized (scope) {
        parts.forEach(scope::adopt);
      }
      return new SingularVectors(parts.get(0), parts.get(1), parts.get(2));
    }
  }

  /** Returns a tensor that trials share; a second caller waits for the first. */
  public Tensor shared(String name, Function<TensorScope, Tensor> make) {
    return shared.computeIfAbsent(
        name,
        absent -> {
          synchronized (scope) {
            return make.apply(scope);
          }
        });
  }

  @Override
  public void close() {
    scope.close();
  }
}
