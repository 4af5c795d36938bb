package org.dashsweep.jobs.results;

import java.time.Instant;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.jspecify.annotations.Nullable;

/** A row as a Parquet file holds it. A column that the file's writer did not know is null. */
public final class StoredRow {
  private final Group group;

  StoredRow(Group group) {
    this.group = group;
  }

  /** The value of a TEXT column that every row has. */
  public String text(String column) {
    return (String) required(column, ColumnType.TEXT);
  }

  /** The value of a TEXT column. */
  public @Nullable String textOrNull(String column) {
    return (String) optional(column, ColumnType.TEXT);
  }

  int integer(String column) {
    return (Integer) required(column, ColumnType.INTEGER);
  }

  long whole(String column) {
    return (Long) required(column, ColumnType.LONG);
  }

  /** The value of a REAL column that every row has. */
  public double real(String column) {
    return (Double) required(column, ColumnType.REAL);
  }

  @Nullable Integer integerOrNull(String column) {
    return (Integer) optional(column, ColumnType.INTEGER);
  }

  @Nullable Instant timeOrNull(String column) {
    return (Instant) optional(column, ColumnType.TIME);
  }

  @Nullable Boolean flagOrNull(String column) {
    return (Boolean) optional(column, ColumnType.FLAG);
  }

  Instant time(String column) {
    return (Instant) required(column, ColumnType.TIME);
  }

  @SuppressWarnings("unchecked") // ColumnType.FLOATS answers nothing else.
  List<Float> floats(String column) {
    return (List<Float>) required(column, ColumnType.FLOATS);
  }

  /** The value of a LONG column. */
  public @Nullable Long wholeOrNull(String column) {
    return (Long) optional(column, ColumnType.LONG);
  }

  @Nullable Double realOrNull(String column) {
    return (Double) optional(column, ColumnType.REAL);
  }

  private Object required(String column, ColumnType type) {
    Object value = optional(column, type);
    if (value == null) {
      throw new IllegalStateException("column " + column + " has no value");
    }
    return value;
  }

  private @Nullable Object optional(String column, ColumnType type) {
    if (!group.getType().containsField(column) || group.getFieldRepetitionCount(column) == 0) {
      return null;
    }
    return type.take(group, column);
  }
}
