package org.dashsweep.jobs.results;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types a column can have: in Java, in Spark SQL and in a Parquet file. */
enum ColumnType {
  /** {@link String}. */
  TEXT,
  /** {@link Integer}. */
  INTEGER,
  /** {@link Long}. */
  LONG,
  /** {@link Double}; a {@link Long} is widened. */
  REAL,
  /** {@link Boolean}. */
  FLAG,
  /** {@link Instant}, kept to the microsecond. */
  TIME,
  /** List of {@link String}. */
  TEXTS,
  /** List of {@link Float}. */
  FLOATS;

  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  DataType sparkType() {
    return switch (this) {
      case TEXT -> DataTypes.StringType;
      case INTEGER -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case REAL -> DataTypes.DoubleType;
      case FLAG -> DataTypes.BooleanType;
      case TIME -> DataTypes.TimestampType;
      case TEXTS -> DataTypes.createArrayType(DataTypes.StringType, false);
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
      case REAL ->
          row.add(
              name, value instanceof Long whole ? whole.doubleValue() : (double) (Double) value);
      case FLAG -> row.add(name, (boolean) (Boolean) value);
      case TIME -> row.add(name, ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
      case TEXTS -> {
        Group list = row.addGroup(name);
        for (Object element : (List<?>) value) {
          list.addGroup(LIST).append(ELEMENT, (String) element);
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
      case TEXTS -> {
        Group list = row.getGroup(name, 0);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount(LIST); i++) {
          texts.add(list.getGroup(LIST, i).getString(ELEMENT, 0));
        }
        yield texts;
      }
      case FLOATS -> {
        Group list = row.getGroup(name, 0);
        List<Float> floats = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount(LIST); i++) {
          floats.add(list.getGroup(LIST, i).getFloat(ELEMENT, 0));
        }
        yield floats;
      }
    };
  }

  private static LogicalTypeAnnotation string() {
    return LogicalTypeAnnotation.stringType();
  }
}
