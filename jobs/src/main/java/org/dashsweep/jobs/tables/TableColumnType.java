package org.dashsweep.jobs.tables;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types a column can have: in Java, in Spark SQL and in a Parquet file. */
enum TableColumnType {
  /** {@link String}. */
  TEXT,
  /** {@link Integer}. */
  INTEGER,
  /** {@link Long}. */
  LONG,
  /** {@link Double}. */
  REAL,
  /** {@link Boolean}. */
  FLAG,
  /** {@link Instant}, kept to the microsecond. */
  TIME,
  /** List of {@link String}. */
  TEXTS,
  /** List of {@link Integer}. */
  INTEGERS,
  /** List of {@link Float}. */
  FLOATS;

  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  /**
   * The type of columns that hold values of a Java type.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TableColumnType of(java.lang.reflect.Type type) {
    return switch (type.getTypeName()) {
      case "java.lang.String" -> TEXT;
      case "int", "java.lang.Integer" -> INTEGER;
      case "long", "java.lang.Long" -> LONG;
      case "double", "java.lang.Double" -> REAL;
      case "boolean", "java.lang.Boolean" -> FLAG;
      case "java.time.Instant" -> TIME;
      case "java.util.List<java.lang.String>" -> TEXTS;
      case "java.util.List<java.lang.Integer>" -> INTEGERS;
      case "java.util.List<java.lang.Float>" -> FLOATS;
      default -> throw new IllegalArgumentException("no column holds values of " + type);
    };
  }

  DataType sparkType() {
    return switch (this) {
      case TEXT -> DataTypes.StringType;
      case INTEGER -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case REAL -> DataTypes.DoubleType;
      case FLAG -> DataTypes.BooleanType;
      case TIME -> DataTypes.TimestampType;
      case TEXTS -> DataTypes.createArrayType(DataTypes.StringType, false);
      case INTEGERS -> DataTypes.createArrayType(DataTypes.IntegerType, false);
      case FLOATS -> DataTypes.createArrayType(DataTypes.FloatType, false);
    };
  }

  Type parquetType(String name, Type.Repetition repetition) {
    return switch (this) {
      case TEXT -> Types.primitive(PrimitiveTypeName.BINARY, repetition).as(string()).named(name);
      case INTEGER -> Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
      case LONG -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
      case REAL -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
      case FLAG -> Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
      case TIME ->
          Types.primitive(PrimitiveTypeName.INT64, repetition)
              .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
              .named(name);
      case TEXTS ->
          Types.list(repetition).requiredElement(PrimitiveTypeName.BINARY).as(string()).named(name);
      case INTEGERS -> Types.list(repetition).requiredElement(PrimitiveTypeName.INT32).named(name);
      case FLOATS -> Types.list(repetition).requiredElement(PrimitiveTypeName.FLOAT).named(name);
    };
  }

  /**
   * Puts a value into a row.
   *
   * @throws ClassCastException if the value is not of this type
   */
  void put(Group row, String name, Object value) {
    switch (this) {
      case TEXT -> row.add(name, (String) value);
      case INTEGER -> row.add(name, (int) (Integer) value);
      case LONG -> row.add(name, (long) (Long) value);
      case REAL -> row.add(name, (double) (Double) value);
      case FLAG -> row.add(name, (boolean) (Boolean) value);
      case TIME -> row.add(name, ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
      case TEXTS -> {
        Group list = row.addGroup(name);
        for (Object element : (List<?>) value) {
          list.addGroup(LIST).append(ELEMENT, (String) element);
        }
      }
      case INTEGERS -> {
        Group list = row.addGroup(name);
        for (Object element : (List<?>) value) {
          list.addGroup(LIST).append(ELEMENT, (int) (Integer) element);
        }
      }
      case FLOATS -> {
        Group list = row.addGroup(name);
        for (Object element : (List<?>) value) {
          list.addGroup(LIST).append(ELEMENT, (float) (Float) element);
        }
      }
    }
  }

  /** Takes a value that is there out of a row. */
  Object take(Group row, String name) {
    return switch (this) {
      case TEXT -> row.getString(name, 0);
      case INTEGER -> row.getInteger(name, 0);
      case LONG -> row.getLong(name, 0);
      case REAL -> row.getDouble(name, 0);
      case FLAG -> row.getBoolean(name, 0);
      case TIME -> Instant.EPOCH.plus(row.getLong(name, 0), ChronoUnit.MICROS);
      case TEXTS -> elements(row.getGroup(name, 0), each -> each.getString(0, 0));
      case INTEGERS -> elements(row.getGroup(name, 0), each -> each.getInteger(0, 0));
      case FLOATS -> elements(row.getGroup(name, 0), each -> each.getFloat(0, 0));
    };
  }

  private static <T> List<T> elements(Group list, Function<Group, T> element) {
    List<T> elements = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      elements.add(element.apply(list.getGroup(0, i)));
    }
    return elements;
  }

  private static LogicalTypeAnnotation string() {
    return LogicalTypeAnnotation.stringType();
  }
}
