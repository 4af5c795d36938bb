package org.dashsweep.verification;

import java.util.Optional;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.SignPair;
import org.dashsweep.tensor.Tensor;

/** The signs of directions, of which a reference may have others. */
final class Signs {
  private Signs() {}

  /**
   * Gives each direction the signs of the reference: turning both of its vectors round changes
   * nothing. Leaves all as it is where the reference has no such tensor.
   *
   * @param prefix of the tensors' names in the reference
   */
  static void align(
      ReferenceFile trace,
      String prefix,
      AdaptedBase base,
      AdapterSet adapters,
      LinearLayer layer,
      SignPair pair) {
    Optional<Tensor> columns = adapters.find(layer, pair.columns());
    Optional<String> name =
        TracedTensors.names(base, layer, pair.columns())
            .map(traced -> prefix + traced)
            .filter(trace::has)
            .findFirst();
    if (columns.isEmpty() || name.isEmpty()) {
      return;
    }
    float[] expected = trace.floats(name.get());
    if (expected.length == columns.get().elements()) {
      align(columns.get(), adapters.get(layer, pair.rows()), expected);
    }
  }

  private static void align(Tensor columns, Tensor rows, float[] expected) {
    float[] u = columns.floats();
    float[] v = rows.floats();
    int directions = (int) columns.size(1);
    int width = (int) rows.size(1);
    for (int i = 0; i < directions; i++) {
      double product = 0;
      for (int at = i; at < u.length; at += directions) {
        product += (double) u[at] * expected[at];
      }
      if (product < 0) {
        for (int at = i; at < u.length; at += directions) {
          u[at] = -u[at];
        }
        for (int at = i * width; at < (i + 1) * width; at++) {
          v[at] = -v[at];
        }
      }
    }
    columns.set(u);
    rows.set(v);
  }
}
