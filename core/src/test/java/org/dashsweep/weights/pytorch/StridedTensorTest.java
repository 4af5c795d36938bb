package org.dashsweep.weights.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TestTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors that PyTorch would not write, in archives that are otherwise sound. */
class StridedTensorTest {
  private final Path directory;

  StridedTensorTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // elements, offset, shape, strides
        "6|0|7|1|reaches beyond its storage of 6 elements",
        "6|1|6|1|reaches beyond its storage",
        "6|7|0|1|reaches beyond its storage",
        "6|0|2 3|4 1|reaches beyond its storage",
        "6|0|2 2|9223372036854775807 9223372036854775807|reaches beyond its storage",
        "6|0|1000000 1000000|0 0|repeats elements",
        "6|0|3 2|0 1|repeats elements",
        "6|0|9223372036854775807 2|0 0|more elements than can be counted",
        "6|0|-1|1|negative size",
        "6|-1|2|1|negative number",
        "6|0|2|-1|negative number",
        "6|9223372036854775807|2|1|reaches beyond its storage",
        "6|0|2|1 1|1 sizes and 2 strides",
        "7|0|2|1|has 24 bytes and not 28",
        "-6|0|0|1|negative number",
        "9223372036854775807|0|2|1|more elements than can be counted"
      })
  void refusesViewsThatDoNotFit(
      long elements, long offset, String shape, String strides, String expected)
      throws IOException {
    Path file = file(elements, offset, numbers(shape), numbers(strides));
    assertThatThrownBy(() -> PyTorchReader.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining("tensor layer.weight")
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6|0|6|1|0 1 2 3 4 5",
        "6|2|2 2|2 1|2 3 4 5",
        "6|1|1 5|77 1|1 2 3 4 5",
        "6|0|3 2|1 3|0 3 1 4 2 5",
        "6|0|2|5|0 5",
        "6|6|0|1|",
        "6|0|2 0 3|9 9 9|",
      })
  void readsViewsThatFit(long elements, long offset, String shape, String strides, String expected)
      throws IOException {
    StoredTensor tensor =
        PyTorchReader.read(file(elements, offset, numbers(shape), numbers(strides)))
            .tensor("layer.weight");
    float[] values = new float[numbers(expected).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers(expected).get(i);
    }
    assertThat(tensor.shape()).isEqualTo(numbers(shape));
    assertThat(tensor.toFloats()).isEqualTo(values);
  }

  @Test
  void readsAScalar() throws IOException {
    assertThat(
            PyTorchReader.read(file(6, 3, List.of(), List.of())).tensor("layer.weight").toFloats())
        .containsExactly(3);
  }

  @Test
  void refusesMoreDimensionsThanTensorsHave() throws IOException {
    List<Long> ones = Collections.nCopies(65, 1L);
    Path file = file(6, 0, ones, ones);
    assertThatThrownBy(() -> PyTorchReader.read(file)).hasMessageContaining("64 at most");
  }

  @Test
  void refusesToCopyOneStorageWithoutEnd() throws IOException {
    PickleBytes pickle = new PickleBytes().code("}");
    for (int i = 0; i < 2000; i++) {
      pickle.text("t" + i).tensor("0", 6, 0, List.of(3L, 2L), List.of(1L, 3L)).code("s");
    }
    Path many = pickle.code(".").archive(directory.resolve("many.bin"), storage());
    assertThatCode(() -> PyTorchReader.read(many)).doesNotThrowAnyException();

    PickleBytes larger = new PickleBytes().code("}");
    for (int i = 0; i < 10; i++) {
      larger.text("t" + i).tensor("0", 60_000, 0, List.of(300L, 200L), List.of(1L, 300L)).code("s");
    }
    Path file =
        larger
            .code(".")
            .archive(directory.resolve("larger.bin"), Map.of("test/data/0", new byte[240_000]));
    assertThatThrownBy(() -> PyTorchReader.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("take more memory than the file has bytes");
  }

  @Test
  void refusesAMissingStorage() throws IOException {
    Path file =
        new PickleBytes()
            .code("}")
            .text("layer.weight")
            .tensor("1", 6, 0, List.of(6L), List.of(1L))
            .code("s.")
            .archive(directory.resolve("missing.bin"), storage());
    assertThatThrownBy(() -> PyTorchReader.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tensor layer.weight lies in storage 1, which is missing");
  }

  private Path file(long elements, long offset, List<Long> shape, List<Long> strides)
      throws IOException {
    return new PickleBytes()
        .code("}")
        .text("layer.weight")
        .tensor("0", elements, offset, shape, strides)
        .code("s.")
        .archive(directory.resolve("test.bin"), storage());
  }

  private static Map<String, byte[]> storage() {
    return Map.of("test/data/0", TestTensors.floatBytes(0, 1, 2, 3, 4, 5));
  }

  private static List<Long> numbers(String text) {
    return text == null || text.isBlank()
        ? List.of()
        : Arrays.stream(text.trim().split(" ")).map(Long::valueOf).toList();
  }
}
