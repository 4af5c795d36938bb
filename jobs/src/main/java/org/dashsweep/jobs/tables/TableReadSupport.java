package org.dashsweep.jobs.tables;

import java.util.List;
import java.util.Set;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Reads the columns that are asked for and that the file has; other files' schemas may differ. */
final class TableReadSupport extends GroupReadSupport {
  private final Set<String> columns;

  TableReadSupport(Set<String> columns) {
    this.columns = Set.copyOf(columns);
  }

  @Override
  public ReadContext init(InitContext context) {
    MessageType file = context.getFileSchema();
    List<Type> kept =
        file.getFields().stream().filter(field -> columns.contains(field.getName())).toList();
    return new ReadContext(new MessageType(file.getName(), kept));
  }
}
