package org.dashsweep.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.dashsweep.data.DataException;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.glue.GlueTasks;
import org.dashsweep.data.rows.Row;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.data.rows.RowReader;
import org.dashsweep.data.rows.RowReaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetReaderTest {
  /** As the files of the data-set hub have it. */
  private static final MessageType PAIRS =
      MessageTypeParser.parseMessageType(
          """
          message schema {
            optional binary sentence1 (STRING);
            optional binary sentence2 (STRING);
            optional int64 label;
            optional int32 idx;
          }
          """);

  private static final MessageType SCORED =
      MessageTypeParser.parseMessageType(
          """
          message schema {
            optional binary sentence1 (STRING);
            optional binary sentence2 (STRING);
            optional float label;
            optional int32 idx;
          }
          """);

  private final RowReader reader = new ParquetReader();

  @Test
  void columnsComeInTheOrderAskedFor(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("rows.parquet");
    SimpleGroupFactory groups = new SimpleGroupFactory(PAIRS);
    write(
        file,
        PAIRS,
        groups.newGroup().append("sentence1", "A \"b\"").append("label", 1L).append("idx", 7),
        groups.newGroup().append("sentence1", "Ä").append("sentence2", "").append("label", 0L));
    List<Row> rows = new ArrayList<>();
    reader.read(RowFile.of(file), List.of("label", "sentence2", "idx", "sentence1"), rows::add);
    assertThat(rows)
        .containsExactly(
            new Row(file.toString(), 1, "row", Arrays.asList(1L, null, 7L, "A \"b\"")),
            new Row(file.toString(), 2, "row", Arrays.asList(0L, "", null, "Ä")));
  }

  @Test
  void theHubsFilesAreGluesTasks(@TempDir Path directory) throws IOException {
    Files.createDirectories(directory.resolve("mrpc"));
    Files.createDirectories(directory.resolve("stsb/train"));
    Files.createDirectories(directory.resolve("stsb/validation"));
    SimpleGroupFactory pairs = new SimpleGroupFactory(PAIRS);
    SimpleGroupFactory scored = new SimpleGroupFactory(SCORED);
    write(
        directory.resolve("mrpc/train-00000-of-00001.parquet"),
        PAIRS,
        pairs.newGroup().append("sentence1", "A").append("sentence2", "B").append("label", 1L));
    write(
        directory.resolve("mrpc/validation-00000-of-00001.parquet"),
        PAIRS,
        pairs.newGroup().append("sentence1", "C").append("sentence2", "D").append("label", -1L));
    Group score =
        scored.newGroup().append("sentence1", "A").append("sentence2", "B").append("label", 3.8f);
    write(directory.resolve("stsb/train/0000.parquet"), SCORED, score);
    write(directory.resolve("stsb/validation/0000.parquet"), SCORED, score);
    GlueTasks tasks = new GlueTasks(directory, reader);
    LabelledData stsB = tasks.load("sts-b");
    assertThat(stsB.train())
        .containsExactly(new Example("train-0", "A", "B", new Label.Score(3.8)));
    assertThatThrownBy(() -> tasks.load("mrpc"))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "validation-00000-of-00001.parquet, row 1, has an unknown label '-1' in column 'label':"
                + " it must be one of not_equivalent, equivalent");
  }

  @Test
  void coreFindsItAsAService() {
    assertThat(RowReaders.service(RowFormat.PARQUET)).isInstanceOf(ParquetReader.class);
  }

  @Test
  void whatIsNoParquetFileIsNamed(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("text.parquet"), "sentence\tlabel\n");
    assertThatThrownBy(() -> reader.read(RowFile.of(file), List.of("label"), row -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " cannot be read as a Parquet file: ");
    Path cut = directory.resolve("cut.parquet");
    write(cut, PAIRS, new SimpleGroupFactory(PAIRS).newGroup().append("label", 1L));
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 9));
    assertThatThrownBy(() -> reader.read(RowFile.of(cut), List.of("label"), row -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(cut + " cannot be read as a Parquet file: ");
  }

  @Test
  void aMissingColumnIsNamedWithThoseThereAre(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("rows.parquet");
    write(file, PAIRS, new SimpleGroupFactory(PAIRS).newGroup().append("label", 1L));
    assertThatThrownBy(() -> reader.read(RowFile.of(file), List.of("premise"), row -> {}))
        .isInstanceOf(DataException.class)
        .hasMessage(file + " has no column 'premise', only [sentence1, sentence2, label, idx]");
  }

  private static void write(Path file, MessageType schema, Group... rows) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }
}
