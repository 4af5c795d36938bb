package org.dashsweep.weights.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an ONNX model that its weights and their names come from.
 *
 * @param source the file or resource, for messages
 * @param initializers the stored tensors by name
 * @param nodes the operations, each after those it takes values from
 * @param inputs names of the values the caller gives
 */
public record OnnxGraph(
    String source,
    Map<String, StoredTensor> initializers,
    List<OnnxNode> nodes,
    Set<String> inputs) {
  /**
   * Prefix of the names that PyTorch's exporter gives to its own tensors, here to transposed
   * weights.
   */
  private static final String UNNAMED_PREFIX = "onnx::";

  private static final String PRODUCT = "MatMul";
  private static final String REMEDY = "; download or export the file again";

  public OnnxGraph {
    initializers = Map.copyOf(initializers);
    nodes = List.copyOf(nodes);
    inputs = Set.copyOf(inputs);
  }

  /**
   * Returns the weights under the names and in the orientation of the exported PyTorch module. A
   * linear's weight is stored transposed and unnamed, shape (in, out). Its module is in the name of
   * the one node that multiplies with it.
   *
   * @throws CheckpointException if a node takes a value that does not exist, or the file holds a
   *     tensor whose name cannot be found out
   */
  public Checkpoint checkpoint() {
    checkValues();
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    Set<String> unnamed = new TreeSet<>();
    initializers.forEach(
        (name, tensor) -> {
          if (name.startsWith(UNNAMED_PREFIX)) {
            unnamed.add(name);
          } else {
            tensors.put(name, tensor);
          }
        });
    for (OnnxNode node : nodes) {
      if (node.operation().equals(PRODUCT) && node.inputs().size() == 2) {
        String initializer = node.inputs().get(1);
        @Nullable StoredTensor weight = initializers.get(initializer);
        if (weight != null && initializer.startsWith(UNNAMED_PREFIX)) {
          unnamed.remove(initializer);
          addLinear(tensors, weightName(node), initializer, weight);
        }
      }
    }
    if (!unnamed.isEmpty()) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "holds tensors that no MatMul node takes, so that their names are unknown: %s%s",
              String.join(", ", unnamed),
              REMEDY));
    }
    return new Checkpoint(source, tensors, Map.of());
  }

  /**
   * Returns the node of that name.
   *
   * @throws CheckpointException if there is none
   */
  public OnnxNode node(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CheckpointException(
                    source, String.format(Locale.ROOT, "has no node %s%s", name, REMEDY)));
  }

  /**
   * Returns the number that a Constant gives to a node.
   *
   * @param index which of the node's inputs
   * @throws CheckpointException if there is no such node, or a constant number is not what it takes
   */
  public double constantInput(String name, int index) {
    List<String> taken = node(name).inputs();
    if (index < taken.size()) {
      for (OnnxNode node : nodes) {
        @Nullable OnnxTensor value = node.value();
        if (value != null && node.outputs().contains(taken.get(index))) {
          return number(value.stored(source, "constant of node " + node.name()), name);
        }
      }
    }
    throw notConstant(name);
  }

  private double number(StoredTensor tensor, String taker) {
    if (tensor.elements() == 1) {
      switch (tensor.type()) {
        case FLOAT32 -> {
          return tensor.bytes().getFloat();
        }
        case INT64 -> {
          return tensor.bytes().getLong();
        }
        default -> {}
      }
    }
    throw notConstant(taker);
  }

  private CheckpointException notConstant(String taker) {
    return new CheckpointException(
        source,
        String.format(
            Locale.ROOT,
            "has a node %s that does not take the constant it should%s",
            taker,
            REMEDY));
  }

  private void checkValues() {
    Set<String> known = new HashSet<>(inputs);
    known.addAll(initializers.keySet());
    for (OnnxNode node : nodes) {
      for (String input : node.inputs()) {
        if (!input.isEmpty() && !known.contains(input)) {
          throw new CheckpointException(
              source,
              String.format(
                  Locale.ROOT, "lacks %s, which node %s takes%s", input, node.name(), REMEDY));
        }
      }
      known.addAll(node.outputs());
    }
  }

  private void addLinear(
      SortedMap<String, StoredTensor> tensors,
      String name,
      String initializer,
      StoredTensor weight) {
    if (weight.shape().size() != 2 || weight.elements() == 0) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "stores %s, the weight of a linear, as %s with shape %s; expected (in, out)",
              name,
              initializer,
              weight.shape()));
    }
    if (tensors.put(name, transposed(weight)) != null) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT, "holds two tensors for %s, one of them %s", name, initializer));
    }
  }

  /** Derives the weight's name from {@code /encoder/layer.0/output/dense/MatMul}. */
  private String weightName(OnnxNode node) {
    String name = node.name();
    int end = name.length() - PRODUCT.length() - 1;
    if (end < 2 || !name.startsWith("/") || !name.endsWith("/" + PRODUCT)) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has a node %s whose name does not say which module it belongs to; export it with PyTorch 1.13 or later",
              name));
    }
    return name.substring(1, end).replace('/', '.') + ".weight";
  }

  /** Transposes (in, out) to (out, in). */
  private static StoredTensor transposed(StoredTensor tensor) {
    int rows = Math.toIntExact(tensor.shape().get(0));
    int columns = Math.toIntExact(tensor.shape().get(1));
    int width = tensor.type().bytes();
    ByteBuffer from = tensor.bytes();
    ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        int at = (row * columns + column) * width;
        switch (width) {
          case 8 -> to.putLong(from.getLong(at));
          case 4 -> to.putInt(from.getInt(at));
          case 2 -> to.putShort(from.getShort(at));
          default -> to.put(from.get(at));
        }
      }
    }
    return new StoredTensor(
        tensor.type(), List.of(tensor.shape().get(1), tensor.shape().get(0)), to.flip());
  }
}
