package org.dashsweep.jobs.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowLimits;
import org.jspecify.annotations.Nullable;

/**
 * Flat column of texts, numbers or truth values.
 *
 * @param name of the column
 * @param type that its values are stored as
 * @param unsigned whether an integer's highest bit is no sign
 */
record ParquetColumn(String name, PrimitiveType type, boolean unsigned) {
  /**
   * Returns a column of a file.
   *
   * @throws DataException if its values are none of these: lists, dates, decimals and so on
   */
  static ParquetColumn of(RowFile file, Type type) {
    if (!type.isPrimitive()
        || type.isRepetition(Type.Repetition.REPEATED)
        || !isReadable(type.asPrimitiveType())) {
      throw new DataException(
          file.name(),
          String.format(
              Locale.ROOT, "has no text or number in column '%s': %s", type.getName(), type));
    }
    return new ParquetColumn(
        type.getName(),
        type.asPrimitiveType(),
        type.getLogicalTypeAnnotation()
                instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation integer
            && !integer.isSigned());
  }

  private static boolean isReadable(PrimitiveType type) {
    @Nullable LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BINARY ->
          meaning == null
              || meaning.equals(LogicalTypeAnnotation.stringType())
              || meaning.equals(LogicalTypeAnnotation.enumType())
              || meaning.equals(LogicalTypeAnnotation.jsonType());
      case INT32, INT64 ->
          meaning == null || meaning instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation;
      case FLOAT, DOUBLE, BOOLEAN -> meaning == null;
      case INT96, FIXED_LEN_BYTE_ARRAY -> false;
    };
  }

  /**
   * Returns the value of a row, or null.
   *
   * @throws IllegalArgumentException if it is no UTF-8, or out of what Row can hold
   */
  @Nullable Object value(Group row) {
    if (row.getFieldRepetitionCount(name) == 0) {
      return null;
    }
    return switch (type.getPrimitiveTypeName()) {
      case BINARY -> text(row.getBinary(name, 0).toByteBuffer());
      case BOOLEAN -> row.getBoolean(name, 0);
      case INT32 ->
          unsigned
              ? Integer.toUnsignedLong(row.getInteger(name, 0))
              : (long) row.getInteger(name, 0);
      case INT64 -> integer(row.getLong(name, 0));
      // By its shortest decimals: 3.8, not 3.799999952316284.
      case FLOAT -> Double.valueOf(Float.toString(row.getFloat(name, 0)));
      case DOUBLE -> row.getDouble(name, 0);
      case INT96, FIXED_LEN_BYTE_ARRAY ->
          throw new IllegalStateException("a column of this type is refused: " + type);
    };
  }

  private String text(ByteBuffer bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      if (text.length() > RowLimits.ROW_CHARACTERS) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column '%s' has a text of more than %d characters",
                name,
                RowLimits.ROW_CHARACTERS));
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "column '%s' has a text that is not UTF-8", name), e);
    }
  }

  private Long integer(long value) {
    if (unsigned && value < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "column '%s' has an integer of more than 63 bits: %s",
              name,
              Long.toUnsignedString(value)));
    }
    return value;
  }
}
