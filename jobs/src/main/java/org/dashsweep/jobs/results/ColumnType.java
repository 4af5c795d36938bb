package org.dashsweep.jobs.results;

import java.lang.reflect.ParameterizedType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.jspecify.annotations.Nullable;

/** The types a column can have: in Java, in Spark SQL and in a Parquet file. */
enum ColumnType {
  TEXT(DataTypes.StringType, PrimitiveTypeName.BINARY, string(), String.class),
  INTEGER(DataTypes.IntegerType, PrimitiveTypeName.INT32, null, int.class, Integer.class),
  LONG(DataTypes.LongType, PrimitiveTypeName.INT64, null, long.class, Long.class),
  REAL(DataTypes.DoubleType, PrimitiveTypeName.DOUBLE, null, double.class, Double.class),
  FLAG(DataTypes.BooleanType, PrimitiveTypeName.BOOLEAN, null, boolean.class, Boolean.class),
  /** Kept to the microsecond. */
  TIME(
      DataTypes.TimestampType,
      PrimitiveTypeName.INT64,
      LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS),
      Instant.class),
  /** A list. */
  TEXTS(
      DataTypes.createArrayType(DataTypes.StringType, false),
      PrimitiveTypeName.BINARY,
      string(),
      String.class),
  /** A list. */
  FLOATS(
      DataTypes.createArrayType(DataTypes.FloatType, false),
      PrimitiveTypeName.FLOAT,
      null,
      Float.class);

  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  private final DataType sparkType;

  /** Of a value, or of a list's elements. */
  private final PrimitiveTypeName primitive;

  private final @Nullable LogicalTypeAnnotation annotation;
  private final List<Class<?>> javaTypes;

  ColumnType(
      DataType sparkType,
      PrimitiveTypeName primitive,
      @Nullable LogicalTypeAnnotation annotation,
      Class<?>... javaTypes) {
    this.sparkType = sparkType;
    this.primitive = primitive;
    this.annotation = annotation;
    this.javaTypes = List.of(javaTypes);
  }

  /**
   * The type of columns that hold values of a Java type.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ColumnType of(java.lang.reflect.Type type) {
    boolean list = type instanceof ParameterizedType;
    Object java = type instanceof ParameterizedType p ? p.getActualTypeArguments()[0] : type;
    return Arrays.stream(values())
        .filter(each -> each.isList() == list && each.javaTypes.contains(java))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column holds values of " + type));
  }

  private boolean isList() {
    return this == TEXTS || this == FLOATS;
  }

  DataType sparkType() {
    return sparkType;
  }

  Type parquetType(String name, Type.Repetition repetition) {
    return isList()
        ? Types.list(repetition).requiredElement(primitive).as(annotation).named(name)
        : Types.primitive(primitive, repetition).as(annotation).named(name);
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
        ((List<?>) value).forEach(each -> list.addGroup(LIST).append(ELEMENT, (String) each));
      }
      case FLOATS -> {
        Group list = row.addGroup(name);
        ((List<?>) value)
            .forEach(each -> list.addGroup(LIST).append(ELEMENT, (float) (Float) each));
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
