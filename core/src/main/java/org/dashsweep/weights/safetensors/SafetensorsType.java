package org.dashsweep.weights.safetensors;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.dashsweep.weights.ElementType;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format's names of the element types, in the reference implementation's order. It
 * writes a file's tensors by descending type, then by name.
 */
enum SafetensorsType {
  BOOL(ElementType.BOOLEAN),
  F4(ElementType.FLOAT4),
  F6_E2M3(ElementType.FLOAT6_E2M3),
  F6_E3M2(ElementType.FLOAT6_E3M2),
  U8(ElementType.UINT8),
  I8(ElementType.INT8),
  F8_E5M2(ElementType.FLOAT8_E5M2),
  F8_E4M3(ElementType.FLOAT8_E4M3),
  F8_E8M0(ElementType.FLOAT8_E8M0),
  F8_E4M3FNUZ(ElementType.FLOAT8_E4M3FNUZ),
  F8_E5M2FNUZ(ElementType.FLOAT8_E5M2FNUZ),
  I16(ElementType.INT16),
  U16(ElementType.UINT16),
  F16(ElementType.FLOAT16),
  BF16(ElementType.BFLOAT16),
  I32(ElementType.INT32),
  U32(ElementType.UINT32),
  F32(ElementType.FLOAT32),
  C64(ElementType.COMPLEX64),
  F64(ElementType.FLOAT64),
  I64(ElementType.INT64),
  U64(ElementType.UINT64);

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
