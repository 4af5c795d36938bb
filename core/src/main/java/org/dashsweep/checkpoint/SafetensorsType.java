package org.dashsweep.checkpoint;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format's names of the element types, in the order in which the reference
 * implementation declares its own: it writes a file's tensors by descending type, then by name.
 */
enum SafetensorsType {
  BOOL(ElementType.BOOLEAN),
  U8(ElementType.UINT8),
  I8(ElementType.INT8),
  I16(ElementType.INT16),
  F16(ElementType.FLOAT16),
  BF16(ElementType.BFLOAT16),
  I32(ElementType.INT32),
  F32(ElementType.FLOAT32),
  F64(ElementType.FLOAT64),
  I64(ElementType.INT64);

  private final ElementType elementType;

  SafetensorsType(ElementType elementType) {
    this.elementType = elementType;
  }

  ElementType elementType() {
    return elementType;
  }

  static SafetensorsType of(ElementType elementType) {
    return Arrays.stream(values())
        .filter(type -> type.elementType == elementType)
        .findFirst()
        .orElseThrow();
  }

  static @Nullable SafetensorsType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
