package org.dashsweep.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredTensorTest {
  @Test
  void refusesBytesThatAreNotThoseOfTheShape() {
    assertThatThrownBy(
            () -> new StoredTensor(ElementType.FLOAT32, List.of(2L, 3L), ByteBuffer.allocate(20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A FLOAT32 tensor of shape [2, 3] takes 24 bytes: 20");
  }

  @Test
  void refusesShapesThatAreNone() {
    ByteBuffer none = ByteBuffer.allocate(0);
    assertThatThrownBy(() -> new StoredTensor(ElementType.INT8, List.of(0L, -1L), none))
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> new StoredTensor(ElementType.INT64, List.of(1L << 31, 1L << 31), none))
        .hasMessageContaining("more elements than can be counted");
  }

  @Test
  void callersShareTheElementsButNotThePosition() {
    StoredTensor tensor = TestTensors.floats(List.of(2L), 1.5f, -2f);
    assertThat(tensor.bytes().getFloat()).isEqualTo(1.5f);
    assertThat(tensor.bytes().getFloat()).isEqualTo(1.5f);
    assertThat(tensor.elements()).isEqualTo(2);
    assertThatThrownBy(() -> tensor.bytes().putFloat(0, 3f))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void convertsFloat16() {
    // Values of IEEE 754 binary16 as its standard and tables list them.
    assertThat(
            shorts(
                    ElementType.FLOAT16,
                    0x0000,
                    0x3c00,
                    0xc000,
                    0x7bff,
                    0x0400,
                    0x03ff,
                    0x0001,
                    0x3555,
                    0x7c00,
                    0xfc00)
                .toFloats())
        .containsExactly(
            0f,
            1f,
            -2f,
            65504f,
            0x1p-14f,
            1023 * 0x1p-24f,
            0x1p-24f,
            0.33325195f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY);
    assertThat(shorts(ElementType.FLOAT16, 0x7e00).toFloats()[0]).isNaN();
    assertThat(Float.floatToRawIntBits(shorts(ElementType.FLOAT16, 0x8000).toFloats()[0]))
        .isEqualTo(0x8000_0000);
  }

  @Test
  void convertsBfloat16() {
    assertThat(shorts(ElementType.BFLOAT16, 0x3f80, 0xc049, 0x0080, 0x7f80).toFloats())
        .containsExactly(1f, -3.140625f, Float.MIN_NORMAL, Float.POSITIVE_INFINITY);
  }

  @Test
  void convertsFloat32AndRoundsFloat64() {
    assertThat(TestTensors.floats(List.of(2L), 0.1f, -7f).toFloats()).containsExactly(0.1f, -7f);
    StoredTensor doubles =
        new StoredTensor(
            ElementType.FLOAT64, List.of(1L), TestTensors.littleEndian(8).putDouble(0, 0.1));
    assertThat(doubles.toFloats()).containsExactly(0.1f);
  }

  @Test
  void doesNotTakeIntegersForFloats() {
    assertThatThrownBy(() -> TestTensors.int64(3).toFloats())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("INT64");
  }

  private static StoredTensor shorts(ElementType type, int... bits) {
    ByteBuffer bytes = TestTensors.littleEndian(bits.length * Short.BYTES);
    for (int element : bits) {
      bytes.putShort((short) element);
    }
    return new StoredTensor(type, List.of((long) bits.length), bytes.flip());
  }
}
