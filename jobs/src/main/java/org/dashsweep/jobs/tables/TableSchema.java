package org.dashsweep.jobs.tables;

import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A table: its name, its typed columns, and the conversion between a row in Java and a row of a
 * file.
 *
 * @param <R> a row in Java
 */
public final class TableSchema<R> {
  private final String name;
  private final RecordColumns<R> row;
  private final List<TableColumn> columns;
  private final MessageType messageType;

  private TableSchema(String name, RecordColumns<R> row) {
    this.name = name;
    this.row = row;
    this.columns = row.columns();
    if (columns.stream().map(TableColumn::name).distinct().count() < columns.size()) {
      throw new IllegalArgumentException(
          "table " + name + " has two columns of one name: " + columns);
    }
    this.messageType =
        new MessageType(
            "spark_schema", columns.stream().map(TableColumn::parquetType).toArray(Type[]::new));
  }

  /**
   * A table whose columns are a record's components.
   *
   * @param arguments what the record's type parameter stands for, if it has one
   */
  public static <R> TableSchema<R> of(String name, Class<R> row, Class<?>... arguments) {
    return new TableSchema<>(name, new RecordColumns<>(row, arguments));
  }

  /** The table's directory below the sweep's output directory. */
  public String name() {
    return name;
  }

  /** The columns in their order, for {@code spark.read().schema(…).parquet(directory)}. */
  public StructType structType() {
    return DataTypes.createStructType(
        columns.stream().map(TableColumn::field).toArray(StructField[]::new));
  }

  /** The values of a row as Spark takes them, in the order of {@link #structType}. */
  public @Nullable Object[] sparkValues(R value) {
    Group group = write(value);
    return columns.stream().map(column -> column.find(group)).toArray();
  }

  MessageType messageType() {
    return messageType;
  }

  Group write(R value) {
    Group group = new SimpleGroup(messageType);
    row.put(group, value);
    return group;
  }

  R read(Group group) {
    return row.take(group);
  }

  /** Whose row it is. */
  String trialId(R value) {
    return (String) row.value(value, Tables.TRIAL_ID);
  }

  @Override
  public String toString() {
    return name;
  }
}
