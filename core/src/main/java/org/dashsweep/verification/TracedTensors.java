package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.train.Objective;

/** The names of trained tensors in a trace, and here among an objective's parameters. */
final class TracedTensors {
  private final Map<String, String> parameters = new HashMap<>();
  private final Map<String, BaseTensor.Part> parts = new HashMap<>();

  /** Parameters whose columns stand beside one another in a table of a trace. */
  private final Map<String, List<String>> tables = new LinkedHashMap<>();

  /**
   * The tensors of a method and of a head.
   *
   * @param adapters of two tensors that a trace calls alike, the one that is here counts
   * @param head names here by those of the trace
   */
  TracedTensors(AdaptedBase base, Method method, AdapterSet adapters, Map<String, String> head) {
    for (LinearLayer layer : base.linearLayers()) {
      for (AdapterTensor tensor : method.type().tensors()) {
        boolean here = adapters.find(layer, tensor).isPresent();
        String own = Objective.ADAPTER + tensor.of(layer);
        names(base, layer, tensor)
            .forEach(name -> parameters.merge(name, own, (one, other) -> here ? other : one));
        if (here
            && tensor.ofAllLayers()
            && adapters.trainedByName().containsKey(tensor.of(layer))) {
          tables
              .computeIfAbsent(
                  tensor.traced("").findFirst().orElseThrow(), absent -> new ArrayList<>())
              .add(own);
        }
      }
    }
    for (BaseTensor tensor : base.tensors()) {
      if (adapters.byName().containsKey(tensor.name())) {
        for (BaseTensor.Part part : tensor.parts()) {
          parameters.put(part.name(), Objective.ADAPTER + tensor.name());
          parts.put(part.name(), part);
        }
      }
    }
    head.forEach((traced, own) -> parameters.put(traced, "head." + own));
  }

  /** Returns the names that a trace may have a layer's tensor under, without a prefix. */
  static Stream<String> names(AdaptedBase base, LinearLayer layer, AdapterTensor tensor) {
    return Stream.of(base.moduleName(layer), base.checkpointName(layer))
        .distinct()
        .flatMap(tensor::traced);
  }

  /**
   * Returns the elements of a tensor that a trace names.
   *
   * @param values tensors by the names of an objective's parameters
   * @return empty if there is no such tensor, or it has not joined yet
   */
  Optional<float[]> find(String traced, Map<String, Tensor> values) {
    if (tables.containsKey(traced)) {
      return Optional.of(table(tables.get(traced).stream().map(values::get).toList()));
    }
    return Optional.ofNullable(parameters.get(traced))
        .map(values::get)
        .map(tensor -> parts.containsKey(traced) ? rows(tensor, traced) : tensor.floats());
  }

  private static float[] table(List<Tensor> tensors) {
    int rows = Math.toIntExact(tensors.get(0).size(0));
    int width = tensors.stream().mapToInt(tensor -> Math.toIntExact(tensor.size(1))).sum();
    float[] table = new float[rows * width];
    int from = 0;
    for (Tensor tensor : tensors) {
      float[] own = tensor.floats();
      int columns = own.length / rows;
      for (int row = 0; row < rows; row++) {
        System.arraycopy(own, row * columns, table, row * width + from, columns);
      }
      from += columns;
    }
    return table;
  }

  /** Sets the tensors of a table. */
  private static void setTable(List<Tensor> tensors, float[] table) {
    int rows = Math.toIntExact(tensors.get(0).size(0));
    int width = table.length / rows;
    int from = 0;
    for (Tensor tensor : tensors) {
      int columns = Math.toIntExact(tensor.size(1));
      float[] own = new float[rows * columns];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(table, row * width + from, own, row * columns, columns);
      }
      tensor.set(own);
      from += columns;
    }
  }

  private float[] rows(Tensor tensor, String traced) {
    BaseTensor.Part part = Objects.requireNonNull(parts.get(traced));
    try (Tensor rows = tensor.rows(part.from(), part.to())) {
      return rows.floats();
    }
  }

  /** Returns the names of what trains and belongs to no single layer: of the base, and tables. */
  Set<String> beyondLayers() {
    Set<String> all = new TreeSet<>(parts.keySet());
    all.addAll(tables.keySet());
    return all;
  }

  /** Sets the part of a trained tensor of the base that a trace names. */
  void set(String traced, Map<String, Tensor> values, float[] elements) {
    if (tables.containsKey(traced)) {
      setTable(tables.get(traced).stream().map(values::get).toList(), elements);
      return;
    }
    Tensor tensor = Objects.requireNonNull(values.get(parameters.get(traced)));
    BaseTensor.Part part = Objects.requireNonNull(parts.get(traced));
    float[] whole = tensor.floats();
    int row = Math.toIntExact(whole.length / tensor.size(0));
    System.arraycopy(elements, 0, whole, Math.toIntExact(part.from() * row), elements.length);
    tensor.set(whole);
  }

  /** Tells whether a name is one of these. */
  boolean knows(String traced) {
    return parameters.containsKey(traced);
  }
}
