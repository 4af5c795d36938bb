package org.dashsweep.weights.onnx;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * A {@code TensorProto} as read, nothing checked: a graph may hold constants of types no weight
 * has.
 *
 * @param name empty if it has none
 * @param dataType {@code TensorProto.DataType}
 * @param bytes little-endian elements; null if the tensor keeps them in a form that is not read
 */
record OnnxTensor(String name, int dataType, List<Long> shape, @Nullable ByteBuffer bytes) {
  OnnxTensor {
    shape = List.copyOf(shape);
  }

  /**
   * Returns the checked tensor.
   *
   * @param source the file, for messages
   * @param described the tensor, for messages
   */
  StoredTensor stored(String source, String described) {
    ElementType type =
        switch (dataType) {
          case 1 -> ElementType.FLOAT32;
          case 2 -> ElementType.UINT8;
          case 3 -> ElementType.INT8;
          case 5 -> ElementType.INT16;
          case 6 -> ElementType.INT32;
          case 7 -> ElementType.INT64;
          case 9 -> ElementType.BOOLEAN;
          case 10 -> ElementType.FLOAT16;
          case 11 -> ElementType.FLOAT64;
          case 16 -> ElementType.BFLOAT16;
          default ->
              throw new CheckpointException(
                  source,
                  String.format(
                      Locale.ROOT,
                      "stores %s in ONNX data type %d, which is not supported; export the model in float32",
                      described,
                      dataType));
        };
    if (bytes == null) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "does not hold the elements of %s as raw or float data; export the model into one file",
              described));
    }
    try {
      return new StoredTensor(type, shape, bytes);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has a broken %s: %s; download or export the file again",
              described,
              e.getMessage()),
          e);
    }
  }
}
