package org.dashsweep.weights.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.junit.jupiter.api.Test;

class DecodedTensorTest {
  private final GgufFile file = GgufFile.read(GgufResources.types());
  private final Checkpoint expected = SafetensorsReader.read(GgufResources.expectedTypes());

  @Test
  void numbersAreThoseOfTheGgufPackageToTheBit() {
    assertThat(file.tensors()).hasSize(12).containsOnlyKeys(expected.tensors().keySet());
    file.tensors()
        .forEach(
            (name, tensor) -> {
              StoredTensor decoded = stored(tensor, RowOrder.SAME);
              assertThat(decoded.shape()).isEqualTo(List.of(2L, 256L));
              assertThat(bits(decoded)).as(name).isEqualTo(bits(expected.tensor(name)));
            });
  }

  @Test
  void everyTypeThatIsReadIsTested() {
    assertThat(file.tensors().values().stream().map(GgufTensor::type).collect(Collectors.toSet()))
        .isEqualTo(
            Arrays.stream(GgufType.values())
                .filter(GgufType::isSupported)
                .collect(Collectors.toSet()));
  }

  @Test
  void piecesOfAnySizeAreTheSameBytes() {
    for (GgufTensor tensor : file.tensors().values()) {
      StoredTensor decoded = stored(tensor, RowOrder.SAME);
      ByteBuffer whole = decoded.bytes();
      Consumer<ByteBuffer> reader = decoded.content().reader();
      ByteBuffer parts = ByteBuffer.allocate(whole.remaining()).order(ByteOrder.LITTLE_ENDIAN);
      for (int size = 1; parts.position() < parts.capacity(); size += 13) {
        parts.limit(Math.min(parts.capacity(), parts.position() + size));
        reader.accept(parts);
        parts.limit(parts.capacity());
      }
      assertThat(parts.flip()).as(tensor.name()).isEqualTo(whole);
    }
  }

  /** Hugging Face's rows 0, 1, 2, 3 of a head are rows 0, 2, 1, 3 of the file. */
  @Test
  void halvesOfHeadsAreTakenApart() {
    GgufTensor tensor = Objects.requireNonNull(file.tensors().get("F32.quantized"));
    GgufTensor rows = new GgufTensor("rows", tensor.type(), List.of(8L, 64L), tensor.bytes());
    int[] whole = bits(stored(rows, RowOrder.SAME));
    int[] turned = bits(stored(rows, RowOrder.interleaved(4)));
    int[] order = {0, 2, 1, 3, 4, 6, 5, 7};
    int[] expectedBits =
        IntStream.of(order)
            .flatMap(row -> IntStream.range(row * 64, row * 64 + 64).map(i -> whole[i]))
            .toArray();
    assertThat(turned).isEqualTo(expectedBits);
  }

  private static StoredTensor stored(GgufTensor tensor, RowOrder order) {
    return new DecodedTensor("x.gguf", tensor, order).stored();
  }

  private static int[] bits(StoredTensor tensor) {
    float[] floats = new float[(int) tensor.elements()];
    tensor.floats().accept(FloatBuffer.wrap(floats));
    return IntStream.range(0, floats.length).map(i -> Float.floatToRawIntBits(floats[i])).toArray();
  }
}
