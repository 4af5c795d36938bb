package org.dashsweep.weights.pytorch;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.dashsweep.weights.ElementType;

/** PyTorch's classes of storages of plain numbers; by the names a pickle has for them. */
enum StorageType {
  DOUBLE("torch.DoubleStorage", ElementType.FLOAT64),
  FLOAT("torch.FloatStorage", ElementType.FLOAT32),
  HALF("torch.HalfStorage", ElementType.FLOAT16),
  BFLOAT16("torch.BFloat16Storage", ElementType.BFLOAT16),
  LONG("torch.LongStorage", ElementType.INT64),
  INT("torch.IntStorage", ElementType.INT32),
  SHORT("torch.ShortStorage", ElementType.INT16),
  CHAR("torch.CharStorage", ElementType.INT8),
  BYTE("torch.ByteStorage", ElementType.UINT8),
  BOOL("torch.BoolStorage", ElementType.BOOLEAN);

  private final String pythonName;
  private final ElementType elementType;

  StorageType(String pythonName, ElementType elementType) {
    this.pythonName = pythonName;
    this.elementType = elementType;
  }

  ElementType elementType() {
    return elementType;
  }

  String pythonName() {
    return pythonName;
  }

  static String names() {
    return Arrays.stream(values()).map(StorageType::pythonName).collect(Collectors.joining(", "));
  }
}
