package org.dashsweep.jobs.tables;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.GroupWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Writes rows, and the seal's entry when all are written. */
final class TableWriteSupport extends WriteSupport<Group> {
  private final TableSealingStream stream;
  private final MessageType type;
  private @Nullable GroupWriter writer;

  TableWriteSupport(TableSealingStream stream, MessageType type) {
    this.stream = stream;
    this.type = type;
  }

  @Override
  @SuppressWarnings("deprecation") // abstract all the same
  public WriteContext init(Configuration configuration) {
    return new WriteContext(type, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    writer = new GroupWriter(consumer, type);
  }

  @Override
  public void write(Group row) {
    if (writer == null) {
      throw new IllegalStateException("a row came before the file was begun");
    }
    writer.write(row);
  }

  /** The row groups are written by now, and nothing else. */
  @Override
  public FinalizedWriteContext finalizeWrite() {
    return new FinalizedWriteContext(stream.beginTail());
  }
}
