package org.dashsweep.jobs.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;

/** One Parquet file of one table. */
final class ParquetFile {
  /** Row groups of compacted files: small enough to look one trial up, large enough to scan. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private ParquetFile() {}

  /** Takes rows, one by one. */
  @FunctionalInterface
  interface Sink<R> {
    void accept(R row) throws IOException;
  }

  /** Puts rows into a sink. */
  @FunctionalInterface
  interface Source<R> {
    void writeTo(Sink<R> sink) throws IOException;
  }

  /** Writes rows to a stream, which is closed at the end. */
  static <R> void write(
      FSDataOutputStream stream, Configuration configuration, TableSchema<R> table, List<R> rows)
      throws IOException {
    write(
        stream,
        configuration,
        table,
        sink -> {
          for (R row : rows) {
            sink.accept(row);
          }
        });
  }

  /** Writes rows to a stream as they come; it is closed at the end. */
  static <R> void write(
      FSDataOutputStream stream, Configuration configuration, TableSchema<R> table, Source<R> rows)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new StreamOutput(stream))
            .withConf(configuration)
            .withType(table.messageType())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build()) {
      rows.writeTo(row -> writer.write(table.write(row)));
    }
  }

  /**
   * Reads a file from start to end.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws IOException if it is not a Parquet file of this table
   */
  static <R> List<R> read(Path file, Configuration configuration, TableSchema<R> table)
      throws IOException {
    List<R> rows = new ArrayList<>();
    forEach(file, configuration, table, rows::add);
    return rows;
  }

  /** The rows of one trial. */
  static <R> List<R> read(
      Path file, Configuration configuration, TableSchema<R> table, String trialId)
      throws IOException {
    List<R> rows = new ArrayList<>();
    FilterCompat.Filter ofTrial =
        FilterCompat.get(
            FilterApi.eq(FilterApi.binaryColumn(Tables.TRIAL_ID), Binary.fromString(trialId)));
    scan(
        file,
        configuration,
        table.name(),
        new ColumnReadSupport(),
        ofTrial,
        group -> rows.add(table.read(group)));
    return rows;
  }

  /** Reads a file from start to end, keeping none of its rows. */
  static <R> void forEach(
      Path file, Configuration configuration, TableSchema<R> table, Sink<R> rows)
      throws IOException {
    scan(
        file,
        configuration,
        table.name(),
        new ColumnReadSupport(),
        FilterCompat.NOOP,
        group -> rows.accept(table.read(group)));
  }

  /** Reads some columns of a file; those that it does not have are null. */
  static void forEach(
      Path file, Configuration configuration, Projection columns, Sink<StoredRow> rows)
      throws IOException {
    scan(
        file,
        configuration,
        columns.table().name(),
        new ColumnReadSupport(columns.columns()),
        FilterCompat.NOOP,
        group -> rows.accept(new StoredRow(group)));
  }

  private static void scan(
      Path file,
      Configuration configuration,
      String table,
      ReadSupport<Group> support,
      FilterCompat.Filter filter,
      Sink<Group> rows)
      throws IOException {
    InputFile input = HadoopInputFile.fromPath(file, configuration);
    try (ParquetReader<Group> reader =
        new GroupReaderBuilder(input, configuration, support).withFilter(filter).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.accept(row);
      }
    } catch (RuntimeException e) {
      // Parquet throws RuntimeException for a file that is cut short or is something else.
      throw new IOException(
          ("cannot read %s as a file of table %s; if it is a trial's own, delete it to have the"
                  + " trial run again")
              .formatted(file, table),
          e);
    }
  }

  private static final class GroupReaderBuilder extends ParquetReader.Builder<Group> {
    private final ReadSupport<Group> support;

    GroupReaderBuilder(InputFile file, Configuration configuration, ReadSupport<Group> support) {
      super(file);
      this.support = support;
      withConf(configuration);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return support;
    }
  }

  private record StreamOutput(FSDataOutputStream stream) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return HadoopStreams.wrap(stream);
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
