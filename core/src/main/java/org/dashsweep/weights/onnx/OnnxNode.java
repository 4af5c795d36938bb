package org.dashsweep.weights.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation of an ONNX graph.
 *
 * @param name where in the exported module it came from: {@code
 *     /encoder/layer.0/output/dense/MatMul}
 * @param operation the operator, such as MatMul
 * @param inputs names of the values it takes; empty for an optional one left out
 * @param outputs names of the values it gives
 * @param value the attribute {@code value}, which a Constant has
 */
record OnnxNode(
    String name,
    String operation,
    List<String> inputs,
    List<String> outputs,
    @Nullable OnnxTensor value) {
  OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
