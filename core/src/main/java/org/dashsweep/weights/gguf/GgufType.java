package org.dashsweep.weights.gguf;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dashsweep.weights.ElementType;

/**
 * The types of ggml that tensors of a GGUF file may have. Those without a block's size are known by
 * name alone.
 */
enum GgufType {
  F32(0, ElementType.FLOAT32),
  F16(1, ElementType.FLOAT16),
  BF16(30, ElementType.BFLOAT16),
  Q8_0(8, QuantizedBlocks.SMALL, 34),
  Q4_0(2, QuantizedBlocks.SMALL, 18),
  Q4_1(3, QuantizedBlocks.SMALL, 20),
  Q4_K(12, QuantizedBlocks.LARGE, 144),
  Q5_K(13, QuantizedBlocks.LARGE, 176),
  Q6_K(14, QuantizedBlocks.LARGE, 210),
  Q5_0(6),
  Q5_1(7),
  Q8_1(9),
  Q2_K(10),
  Q3_K(11),
  Q8_K(15),
  IQ2_XXS(16),
  IQ2_XS(17),
  IQ3_XXS(18),
  IQ1_S(19),
  IQ4_NL(20),
  IQ3_S(21),
  IQ2_S(22),
  IQ4_XS(23),
  I8(24),
  I16(25),
  I32(26),
  I64(27),
  F64(28),
  IQ1_M(29),
  TQ1_0(34),
  TQ2_0(35),
  MXFP4(39),
  NVFP4(40);

  private final int id;
  private final ElementType elementType;
  private final int blockElements;
  private final int blockBytes;

  /** Numbers that lie as they are. */
  GgufType(int id, ElementType elementType) {
    this(id, elementType, 1, elementType.bytes());
  }

  /** Blocks of numbers that are decoded to float32. */
  GgufType(int id, int blockElements, int blockBytes) {
    this(id, ElementType.FLOAT32, blockElements, blockBytes);
  }

  /** A type that is not read. */
  GgufType(int id) {
    this(id, ElementType.FLOAT32, 0, 0);
  }

  GgufType(int id, ElementType elementType, int blockElements, int blockBytes) {
    this.id = id;
    this.elementType = elementType;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /** Returns the type with that number, if it is known. */
  static Optional<GgufType> of(int id) {
    return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
  }

  /** Returns the names of the types that are read: "F32, F16, …". */
  static String supportedNames() {
    return Arrays.stream(values())
        .filter(GgufType::isSupported)
        .map(Enum::name)
        .collect(Collectors.joining(", "));
  }

  /** Returns whether tensors of this type are read. */
  boolean isSupported() {
    return blockBytes > 0;
  }

  /** Returns the type of the numbers that are made of the blocks. */
  ElementType elementType() {
    return elementType;
  }

  /** Returns the numbers of a block. */
  int blockElements() {
    return blockElements;
  }

  /** Returns the bytes of a block in the file. */
  int blockBytes() {
    return blockBytes;
  }

  /** Returns whether numbers lie in blocks that have to be decoded. */
  boolean isQuantized() {
    return blockElements > 1;
  }

  /**
   * Decodes a block.
   *
   * @param block holds it
   * @param at its first byte
   * @param floats takes its numbers
   * @param to the place of the first of them
   */
  void decode(byte[] block, int at, float[] floats, int to) {
    switch (this) {
      case Q8_0 -> QuantizedBlocks.q80(block, at, floats, to);
      case Q4_0 -> QuantizedBlocks.q40(block, at, floats, to);
      case Q4_1 -> QuantizedBlocks.q41(block, at, floats, to);
      case Q4_K -> QuantizedBlocks.q4k(block, at, floats, to);
      case Q5_K -> QuantizedBlocks.q5k(block, at, floats, to);
      case Q6_K -> QuantizedBlocks.q6k(block, at, floats, to);
      default -> throw new IllegalStateException(this + " has no blocks to decode");
    }
  }
}
