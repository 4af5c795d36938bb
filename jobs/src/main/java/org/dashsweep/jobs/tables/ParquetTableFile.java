package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** One Parquet file of one table. */
final class ParquetTableFile {
  /** Row groups of compacted files: small enough to look one trial up, large enough to scan. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private ParquetTableFile() {}

  /** Puts rows into a sink. */
  @FunctionalInterface
  interface Source<R> {
    void writeTo(RowSink<R> sink) throws IOException;
  }

  /** Writes rows as they come; the stream is closed at the end. */
  static <R> WrittenTableFile write(
      TableSealingStream stream, Configuration configuration, TableSchema<R> table, Source<R> rows)
      throws IOException {
    try (ParquetWriter<Group> writer =
        new GroupWriterBuilder(stream, table.messageType())
            .withConf(configuration)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build()) {
      rows.writeTo(row -> writer.write(table.write(row)));
    }
    return stream.written();
  }

  /**
   * Reads a file from start to end.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws DamagedFileException if it is not what was written as a file of this table
   */
  static <R> List<R> read(TableFile file, Configuration configuration, TableSchema<R> table)
      throws IOException {
    List<R> rows = new ArrayList<>();
    forEach(file, configuration, table, rows::add);
    return rows;
  }

  /** The rows of one trial. */
  static <R> List<R> read(
      TableFile file, Configuration configuration, TableSchema<R> table, String trialId)
      throws IOException {
    List<R> rows = new ArrayList<>();
    FilterCompat.Filter ofTrial =
        FilterCompat.get(
            FilterApi.eq(FilterApi.binaryColumn(Tables.TRIAL_ID), Binary.fromString(trialId)));
    scan(file, configuration, table, ofTrial, rows::add);
    return rows;
  }

  /** Reads a file from start to end, keeping none of its rows. */
  static <R> void forEach(
      TableFile file, Configuration configuration, TableSchema<R> table, RowSink<R> rows)
      throws IOException {
    scan(file, configuration, table, FilterCompat.NOOP, rows);
  }

  private static <R> void scan(
      TableFile file,
      Configuration configuration,
      TableSchema<R> table,
      FilterCompat.Filter filter,
      RowSink<R> rows)
      throws IOException {
    Set<String> columns = new HashSet<>(Arrays.asList(table.structType().fieldNames()));
    file.owner().column().ifPresent(columns::add);
    try (VerifiedTableFile open = file.open(configuration);
        ParquetReader<Group> reader =
            new GroupReaderBuilder(open, configuration, new TableReadSupport(columns))
                .usePageChecksumVerification()
                .withFilter(filter)
                .build()) {
      TableFile.Check owners = file.check();
      for (R row = next(file, reader, owners, table);
          row != null;
          row = next(file, reader, owners, table)) {
        rows.accept(row);
      }
    }
  }

  private static <R> @Nullable R next(
      TableFile file, ParquetReader<Group> reader, TableFile.Check owners, TableSchema<R> table)
      throws IOException {
    try {
      Group row = reader.read();
      if (row == null) {
        return null;
      }
      owners.require(row);
      return table.read(row);
    } catch (RuntimeException e) {
      // Parquet throws RuntimeException for a file that is cut short or is something else.
      throw new DamagedTableException(file.path(), "is damaged, or no file of its table", e);
    }
  }

  private static final class GroupReaderBuilder extends ParquetReader.Builder<Group> {
    private final ReadSupport<Group> support;

    GroupReaderBuilder(InputFile file, Configuration configuration, ReadSupport<Group> support) {
      // Without it, each reader reads Hadoop's settings from its jars.
      super(file, new HadoopParquetConfiguration(configuration));
      this.support = support;
      withConf(configuration);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return support;
    }
  }

  private static final class GroupWriterBuilder
      extends ParquetWriter.Builder<Group, GroupWriterBuilder> {
    private final TableSealingStream stream;
    private final MessageType type;

    GroupWriterBuilder(TableSealingStream stream, MessageType type) {
      super(new StreamOutput(stream));
      this.stream = stream;
      this.type = type;
    }

    @Override
    protected GroupWriterBuilder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    protected WriteSupport<Group> getWriteSupport(Configuration configuration) {
      return new TableWriteSupport(stream, type);
    }
  }

  private record StreamOutput(TableSealingStream stream) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
