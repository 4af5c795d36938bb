package org.dashsweep.weights.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TestTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxReaderTest {
  private static final float[] SIX = {1, 2, 3, 4, 5, 6};
  private static final byte[] SIX_BYTES = TestTensors.floatBytes(SIX);

  /** A linear from 3 features to 2 with its bias, as PyTorch exports it. */
  private static OnnxModelBytes linear() {
    return new OnnxModelBytes()
        .input("x")
        .node("/encoder/layer.0/dense/MatMul", "MatMul", "xw", "x", "onnx::MatMul_9")
        .node("/encoder/layer.0/dense/Add", "Add", "y", "encoder.layer.0.dense.bias", "xw")
        .floats("encoder.layer.0.dense.bias", new float[] {7, 8}, 2)
        .floats("onnx::MatMul_9", SIX, 3, 2);
  }

  @Test
  void namesAndTransposesALinear() {
    Checkpoint checkpoint = read(linear().model());

    assertThat(checkpoint.tensors())
        .containsOnlyKeys("encoder.layer.0.dense.bias", "encoder.layer.0.dense.weight");
    StoredTensor weight = checkpoint.tensor("encoder.layer.0.dense.weight");
    assertThat(weight.shape()).containsExactly(2L, 3L);
    assertThat(weight.toFloats()).containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(checkpoint.tensor("encoder.layer.0.dense.bias").toFloats()).containsExactly(7, 8);
  }

  @Test
  void transposesElementsOfEachSize() {
    byte[] halves = {1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(transposed(10, halves)).containsExactly(1, 2, 5, 6, 3, 4, 7, 8);
    assertThat(transposed(3, new byte[] {1, 2, 3, 4})).containsExactly(1, 3, 2, 4);
    byte[] doubles = new byte[32];
    doubles[8] = 1;
    doubles[16] = 2;
    byte[] expected = new byte[32];
    expected[8] = 2;
    expected[16] = 1;
    assertThat(transposed(11, doubles)).containsExactly(expected);
  }

  @Test
  void leavesANamedWeightAsItIs() {
    OnnxModelBytes model =
        new OnnxModelBytes()
            .input("x")
            .node("/pooler/dense/Gemm", "Gemm", "y", "x", "pooler.dense.weight")
            .floats("pooler.dense.weight", SIX, 2, 3);
    assertThat(read(model.model()).tensor("pooler.dense.weight"))
        .isEqualTo(TestTensors.floats(List.of(2L, 3L), SIX));
  }

  @Test
  void readsPackedDimensionsAndFloatData() {
    byte[] tensor =
        OnnxModelBytes.message(
            fields -> {
              fields.writeByteArray(1, new byte[] {3, 2});
              fields.writeInt32(2, 1);
              fields.writeByteArray(4, SIX_BYTES);
              fields.writeString(8, "w");
            });
    assertThat(read(new OnnxModelBytes().graphField(5, tensor).model()).tensor("w"))
        .isEqualTo(TestTensors.floats(List.of(3L, 2L), SIX));
  }

  @Test
  void mappedAndStreamedAreEqual(@TempDir Path directory) throws IOException {
    byte[] model = linear().model();
    Path file = Files.write(directory.resolve("model.onnx"), model);
    assertThat(OnnxReader.read(file).tensors()).isEqualTo(read(model).tensors());
    assertThat(OnnxReader.read(file).source()).isEqualTo(file.toString());
  }

  @Test
  void doesNotMindConstantsOfTypesThatNoWeightHas() {
    OnnxModelBytes model = linear().constant("text", OnnxModelBytes.tensor("", 8, new byte[0], 1));
    assertThat(read(model.model()).tensors()).hasSize(2);
  }

  static Stream<Arguments> brokenModels() {
    return Stream.of(
        arguments("empty", new byte[0], "holds no graph"),
        arguments(
            "text", bytes("version https://git-lfs.github.com/spec/v1\n"), "not an ONNX model"),
        arguments("JSON", bytes("{\"a\": 1}"), "not an ONNX model"),
        arguments("zeros", new byte[100], "not an ONNX model"),
        arguments("group end", new byte[] {0x0c}, "cut short or not an ONNX model"),
        arguments("deep groups", bytes("\u000b".repeat(100_000)), "cut short or not an ONNX model"),
        arguments(
            "missing initializer",
            new OnnxModelBytes()
                .input("x")
                .node("/a/MatMul", "MatMul", "y", "x", "onnx::1")
                .model(),
            "lacks onnx::1, which node /a/MatMul takes"),
        arguments(
            "missing node",
            new OnnxModelBytes().floats("onnx::MatMul_9", SIX, 3, 2).model(),
            "names are unknown: onnx::MatMul_9"),
        arguments(
            "nameless node",
            new OnnxModelBytes()
                .input("x")
                .node("MatMul_12", "MatMul", "y", "x", "onnx::1")
                .floats("onnx::1", SIX, 3, 2)
                .model(),
            "has a node MatMul_12 whose name does not say which module"),
        arguments(
            "module without a name",
            new OnnxModelBytes()
                .input("x")
                .node("/MatMul", "MatMul", "y", "x", "onnx::1")
                .floats("onnx::1", SIX, 3, 2)
                .model(),
            "has a node /MatMul whose name"),
        arguments(
            "one name twice", linear().floats("onnx::MatMul_9", SIX, 3, 2).model(), "two tensors"),
        arguments(
            "one weight twice",
            linear()
                .node("/encoder/layer.0/dense/MatMul", "MatMul", "z", "x", "onnx::MatMul_10")
                .floats("onnx::MatMul_10", SIX, 3, 2)
                .model(),
            "two tensors for encoder.layer.0.dense.weight"),
        arguments("short", initializer(1, SIX_BYTES, 4, 2), "broken tensor w: A FLOAT32 tensor of"),
        arguments("long", initializer(1, SIX_BYTES, 5), "takes 20 bytes: 24"),
        arguments("negative", initializer(1, SIX_BYTES, -6, -1), "negative size"),
        arguments("overflow", initializer(1, SIX_BYTES, 1L << 62, 4), "more elements than can be"),
        arguments("strings", initializer(8, SIX_BYTES, 6), "tensor w in ONNX data type 8"),
        arguments("float8", initializer(17, SIX_BYTES, 24), "ONNX data type 17, which is not"),
        arguments("no type", initializer(0, SIX_BYTES, 6), "ONNX data type 0"),
        arguments(
            "vector for a linear",
            new OnnxModelBytes()
                .input("x")
                .node("/a/MatMul", "MatMul", "y", "x", "onnx::1")
                .floats("onnx::1", SIX, 6)
                .model(),
            "stores a.weight, the weight of a linear, as onnx::1 with shape [6]"),
        arguments(
            "nothing for a linear, but much of it",
            new OnnxModelBytes()
                .input("x")
                .node("/a/MatMul", "MatMul", "y", "x", "onnx::1")
                .floats("onnx::1", new float[0], 0, 1L << 60)
                .model(),
            "with shape [0, 1152921504606846976]"),
        arguments(
            "external data",
            new OnnxModelBytes()
                .graphField(
                    5,
                    OnnxModelBytes.message(
                        fields -> {
                          fields.writeInt64(1, 6);
                          fields.writeInt32(2, 1);
                          fields.writeString(8, "w");
                          fields.writeInt32(14, 1);
                        }))
                .model(),
            "does not hold the elements of tensor w"),
        arguments(
            "raw data that is a number",
            new OnnxModelBytes()
                .graphField(
                    5,
                    OnnxModelBytes.message(
                        fields -> {
                          fields.writeInt64(1, 6);
                          fields.writeInt32(2, 1);
                          fields.writeInt64(9, 24);
                        }))
                .model(),
            "does not hold the elements"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenModels")
  void refusesABrokenModel(String what, byte[] model, String expected, @TempDir Path directory)
      throws IOException {
    assertThatThrownBy(() -> read(model))
        .as(what)
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("the stream ")
        .hasMessageContaining(expected);
    Path file = Files.write(directory.resolve("model.onnx"), model);
    assertThatThrownBy(() -> OnnxReader.read(file))
        .as(what)
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(expected);
  }

  @Test
  void refusesEveryTruncation(@TempDir Path directory) throws IOException {
    byte[] whole = linear().model();
    // What follows the graph may be absent: two bytes of tag and length, two of the message.
    int endOfGraph = whole.length - 4;
    for (int length = 0; length < endOfGraph; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut), "cut at %s", length)
          .isInstanceOf(CheckpointException.class);
      Path file = Files.write(directory.resolve("model.onnx"), cut);
      assertThatThrownBy(() -> OnnxReader.read(file), "cut at %s", length)
          .isInstanceOf(CheckpointException.class);
    }
    assertThat(read(Arrays.copyOf(whole, endOfGraph)).tensors()).hasSize(2);
  }

  @Test
  void survivesEveryDamagedByte() {
    byte[] whole = linear().model();
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int mask : new int[] {0x01, 0x04, 0x10, 0x80}) {
        byte[] bytes = whole.clone();
        bytes[at] ^= (byte) mask;
        try {
          assertThat(read(bytes).source()).isEqualTo("the stream");
        } catch (CheckpointException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(whole.length);
  }

  @Test
  void doesNotAllocateWhatAFileOnlyClaims() {
    byte[] claim =
        OnnxModelBytes.message(
            fields -> {
              writeTagAndLength(fields, 7, 2_000_000_000);
              writeTagAndLength(fields, 5, 1_900_000_000);
              fields.writeInt64(1, 450_000_000);
              fields.writeInt32(2, 1);
              writeTagAndLength(fields, 9, 1_800_000_000);
            });
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> read(claim)).isInstanceOf(CheckpointException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
  }

  @Test
  void tellsAFailingStreamFromABrokenModel() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk on fire");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream stream =
        new SequenceInputStream(new ByteArrayInputStream(new byte[] {8, 7}), failing);
    assertThatThrownBy(() -> OnnxReader.read(stream, "the stream"))
        .isInstanceOf(CheckpointException.class)
        .hasMessage("the stream cannot be read: disk on fire");
  }

  @Test
  void refusesWhatIsNoFile(@TempDir Path directory) {
    assertThatThrownBy(() -> OnnxReader.read(directory.resolve("none.onnx")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageEndingWith("none.onnx does not exist");
  }

  private static void writeTagAndLength(CodedOutputStream fields, int number, int length)
      throws IOException {
    fields.writeTag(number, 2);
    fields.writeUInt32NoTag(length);
  }

  private static byte[] initializer(int dataType, byte[] raw, long... shape) {
    return new OnnxModelBytes().initializer("w", dataType, raw, shape).model();
  }

  private static byte[] transposed(int dataType, byte[] raw) {
    return TestTensors.bytes(
        read(new OnnxModelBytes()
                .input("x")
                .node("/a/MatMul", "MatMul", "y", "x", "onnx::1")
                .initializer("onnx::1", dataType, raw, 2, 2)
                .model())
            .tensor("a.weight"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Checkpoint read(byte[] model) {
    return OnnxReader.read(new ByteArrayInputStream(model), "the stream");
  }
}
