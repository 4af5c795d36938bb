package org.dashsweep.weights.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.dashsweep.weights.TestTensors;

/** Writes ONNX messages field by field, so that a test can also write what no exporter would. */
public final class OnnxModelBytes {
  /** Writes fields. */
  interface Fields {
    void write(CodedOutputStream output) throws IOException;
  }

  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(output);
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  OnnxModelBytes graphField(int number, byte[] message) {
    graph.writeBytes(message(output -> output.writeByteArray(number, message)));
    return this;
  }

  OnnxModelBytes input(String name) {
    return graphField(11, message(output -> output.writeString(1, name)));
  }

  OnnxModelBytes node(String name, String operation, String output, String... inputs) {
    return graphField(
        1,
        message(
            fields -> {
              for (String input : inputs) {
                fields.writeString(1, input);
              }
              fields.writeString(2, output);
              fields.writeString(3, name);
              fields.writeString(4, operation);
            }));
  }

  OnnxModelBytes constant(String output, byte[] tensor) {
    byte[] attribute =
        message(
            fields -> {
              fields.writeString(1, "value");
              fields.writeByteArray(5, tensor);
            });
    return graphField(
        1,
        message(
            fields -> {
              fields.writeString(2, output);
              fields.writeString(4, "Constant");
              fields.writeByteArray(5, attribute);
            }));
  }

  OnnxModelBytes initializer(String name, int dataType, byte[] raw, long... shape) {
    return graphField(5, tensor(name, dataType, raw, shape));
  }

  public OnnxModelBytes floats(String name, float[] values, long... shape) {
    return initializer(name, 1, TestTensors.floatBytes(values), shape);
  }

  static byte[] tensor(String name, int dataType, byte[] raw, long... shape) {
    return message(
        fields -> {
          for (long size : shape) {
            fields.writeInt64(1, size);
          }
          fields.writeInt32(2, dataType);
          fields.writeString(8, name);
          fields.writeByteArray(9, raw);
        });
  }

  /** The model: producer before the graph, an operator set after it, as PyTorch writes them. */
  public byte[] model() {
    return message(
        fields -> {
          fields.writeInt64(1, 7);
          fields.writeBytes(2, ByteString.copyFrom("pytorch", StandardCharsets.UTF_8));
          fields.writeByteArray(7, graph.toByteArray());
          fields.writeByteArray(8, message(set -> set.writeInt64(2, 14)));
        });
  }
}
