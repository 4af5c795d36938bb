package org.dashsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Weights come in every precision from files of every precision. */
@Tag("native")
final class WeightLoaderTest {
  /** 1.0 and −2.5 are exact in every format; 1.01 is 1.0078125 in bfloat16. */
  private static final float[] VALUES = {1, -2.5f, 1.01f};

  private static final float[] IN_BFLOAT16 = {1, -2.5f, 1.0078125f};

  private final TensorScope scope = TensorScope.open();
  private final WeightLoader loader =
      new WeightLoader(
          new Checkpoint(
              "tiny",
              new TreeMap<>(
                  Map.of("wide", float32(), "narrow", bfloat16(), "askew", unaligned(float32()))),
              Map.of(),
              Map.of("narrow", "second shard")),
          "",
          scope);

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void float32StaysAsItIs() {
    assertThat(loader.load("wide", Precision.FLOAT32, 3).floats()).isEqualTo(VALUES);
  }

  @Test
  void float32IsRoundedToBfloat16() {
    assertThat(loader.load("wide", Precision.BFLOAT16, 3).floats()).isEqualTo(IN_BFLOAT16);
  }

  @Test
  void bfloat16IsWidenedExactly() {
    assertThat(loader.load("narrow", Precision.FLOAT32, 3).floats()).isEqualTo(IN_BFLOAT16);
  }

  @Test
  void bfloat16StaysBfloat16() {
    assertThat(loader.load("narrow", Precision.BFLOAT16, 3).floats()).isEqualTo(IN_BFLOAT16);
  }

  @Test
  void bfloat16WeightsAreJoined() {
    assertThat(
            loader
                .loadJoined(List.of("wide", "narrow"), List.of(3, 3), Precision.BFLOAT16)
                .floats())
        .containsExactly(1, -2.5f, 1.0078125f, 1, -2.5f, 1.0078125f);
  }

  @Test
  void anotherShapeIsRefused() {
    assertThatThrownBy(() -> loader.load("wide", Precision.FLOAT32, 1, 3))
        .isInstanceOf(ModelException.class)
        .hasMessage("tiny has wide of shape [3] where the configuration asks for [1, 3]");
  }

  @Test
  void theShardWithAnotherShapeIsNamed() {
    assertThatThrownBy(() -> loader.load("narrow", Precision.FLOAT32, 4))
        .isInstanceOf(ModelException.class)
        .hasMessage("second shard has narrow of shape [3] where the configuration asks for [4]");
  }

  /** As in files of PyTorch before 1.6, where tensors begin at any byte. */
  @Test
  void elementsMayBeginAnywhere() {
    assertThat(loader.load("askew", Precision.FLOAT32, 3).floats()).isEqualTo(VALUES);
  }

  private static StoredTensor unaligned(StoredTensor tensor) {
    ByteBuffer bytes = buffer(Float.BYTES * 2);
    bytes.position(1).put(tensor.bytes()).flip().position(1);
    return new StoredTensor(tensor.type(), tensor.shape(), bytes);
  }

  private static StoredTensor float32() {
    ByteBuffer bytes = buffer(Float.BYTES);
    for (float value : VALUES) {
      bytes.putFloat(value);
    }
    return new StoredTensor(ElementType.FLOAT32, List.of(3L), bytes.flip());
  }

  private static StoredTensor bfloat16() {
    ByteBuffer bytes = buffer(Short.BYTES);
    for (float value : IN_BFLOAT16) {
      bytes.putShort((short) (Float.floatToIntBits(value) >> 16));
    }
    return new StoredTensor(ElementType.BFLOAT16, List.of(3L), bytes.flip());
  }

  private static ByteBuffer buffer(int elementBytes) {
    return ByteBuffer.allocateDirect(VALUES.length * elementBytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
