package org.dashsweep.jobs.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** One Parquet file of one table. */
final class ParquetFile {
  private ParquetFile() {}

  /** Writes rows to a stream, which is closed at the end. */
  static <R> void write(
      FSDataOutputStream stream, Configuration configuration, TableSchema<R> table, List<R> rows)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new StreamOutput(stream))
            .withConf(configuration)
            .withType(table.messageType())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build()) {
      for (R row : rows) {
        writer.write(table.write(row));
      }
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
    InputFile input = HadoopInputFile.fromPath(file, configuration);
    List<R> rows = new ArrayList<>();
    try (ParquetReader<Group> reader = new GroupReaderBuilder(input, configuration).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(table.read(row));
      }
      return rows;
    } catch (RuntimeException e) {
      // Parquet throws RuntimeException for a file that is cut short or is something else.
      throw new IOException(
          "cannot read %s as a file of table %s; delete it to have the trial run again"
              .formatted(file, table.name()),
          e);
    }
  }

  private static final class GroupReaderBuilder extends ParquetReader.Builder<Group> {
    GroupReaderBuilder(InputFile file, Configuration configuration) {
      super(file);
      withConf(configuration);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
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
