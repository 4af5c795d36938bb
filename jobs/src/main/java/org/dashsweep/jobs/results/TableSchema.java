package org.dashsweep.jobs.results;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table: its name, its typed columns, and how a row in Java becomes a row of a file and back.
 *
 * @param <R> what a row is in Java
 */
public final class TableSchema<R> {
  private final String name;
  private final List<Column<R>> columns;
  private final Function<StoredRow, R> reader;
  private final MessageType messageType;

  TableSchema(String name, List<Column<R>> columns, Function<StoredRow, R> reader) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.reader = reader;
    Set<String> names = new HashSet<>();
    for (Column<R> column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "table " + name + " has two columns of one name: " + column.name());
      }
    }
    this.messageType =
        new MessageType(
            "spark_schema", columns.stream().map(Column::parquetType).toArray(Type[]::new));
  }

  /** The table's directory below the sweep's output directory. */
  public String name() {
    return name;
  }

  /** The columns in their order, for {@code spark.read().schema(…).parquet(directory)}. */
  public StructType structType() {
    return DataTypes.createStructType(
        columns.stream().map(Column::field).toArray(StructField[]::new));
  }

  /** The values of a row as Spark takes them, in the order of {@link #structType}. */
  public Object[] sparkValues(R row) {
    return columns.stream().map(column -> column.sparkValue(row)).toArray();
  }

  MessageType messageType() {
    return messageType;
  }

  Group write(R row) {
    Group group = new SimpleGroup(messageType);
    columns.forEach(column -> column.put(group, row));
    return group;
  }

  R read(Group group) {
    return reader.apply(new StoredRow(group));
  }

  /** Whose row it is. */
  String trialId(R row) {
    return columns.stream()
        .filter(column -> column.name().equals(Tables.TRIAL_ID))
        .map(column -> (String) column.value().apply(row))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("table " + name + " has no trial ids"));
  }

  @Override
  public String toString() {
    return name;
  }
}
