package org.dashsweep.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.Row;
import org.dashsweep.data.rows.RowFiles;
import org.dashsweep.data.rows.RowForm;
import org.dashsweep.file.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile Parquet files are refused by name, or read as they were written. */
class DamagedParquetTest {
  @TempDir private Path directory;

  /** Written by pyarrow: dictionaries, nulls, Snappy and Zstandard, both forms of pages, deltas. */
  @ParameterizedTest
  @ValueSource(strings = {"pandas.parquet", "checked.parquet", "deltas.parquet"})
  void filesOfPandasAreReadAsPandasReadsThem(String name) throws IOException {
    Path file = Files.write(directory.resolve(name), resource(name));
    assertThat(RowFiles.of(file, RowForm.BY_NAME).columns()).isEqualTo(expectedColumns());
    assertThat(read(file)).isEqualTo(expectedRows());
  }

  /** Where pages have checksums no damage passes; 240 variants. */
  @ParameterizedTest
  @CsvSource({"checked.parquet, 60", "deltas.parquet, 50"})
  void damageIsRefusedOrHarmless(String name, int minimum) throws IOException {
    byte[] sound = resource(name);
    List<List<@Nullable Object>> expected = expectedRows();
    Path file = directory.resolve(name);
    Random random = new Random(14);
    int refused = 0;
    for (int i = 0; i < 120; i++) {
      Files.write(file, damaged(sound, random, i % 4));
      @Nullable List<List<@Nullable Object>> rows = readOrRefused(file);
      refused += rows == null ? 1 : 0;
      assertThat(rows == null || rows.equals(expected)).as("variant %d of %s", i, name).isTrue();
    }
    assertThat(refused).isGreaterThan(minimum);
  }

  /** Without checksums a flipped bit of a value is another value, but no row is lost. */
  @Test
  void withoutChecksumsNoRowIsLost() throws IOException {
    byte[] sound = resource("pandas.parquet");
    Path file = directory.resolve("pandas.parquet");
    Random random = new Random(15);
    int refused = 0;
    for (int i = 0; i < 120; i++) {
      Files.write(file, damaged(sound, random, i % 4));
      @Nullable List<List<@Nullable Object>> rows = readOrRefused(file);
      refused += rows == null ? 1 : 0;
      assertThat(rows == null || rows.size() == expectedRows().size()).as("variant %d", i).isTrue();
    }
    assertThat(refused).isGreaterThan(60);
  }

  private static byte[] damaged(byte[] sound, Random random, int kind) {
    byte[] damaged = sound.clone();
    int place = random.nextInt(sound.length);
    switch (kind) {
      case 0, 1 -> damaged[place] ^= (byte) (1 << random.nextInt(8));
      case 2 -> damaged = Arrays.copyOf(sound, place);
      default -> {
        int from = random.nextInt(sound.length);
        int length = Math.min(1 + random.nextInt(64), sound.length - Math.max(from, place));
        System.arraycopy(sound, from, damaged, place, length);
      }
    }
    return damaged;
  }

  @Test
  void typesThatAreNeitherTextNorNumberAreRefused() throws IOException {
    Path file = Files.write(directory.resolve("types.parquet"), resource("types.parquet"));
    for (String column : List.of("when", "list", "price")) {
      assertThatThrownBy(() -> RowFiles.of(file, RowForm.BY_NAME).read(List.of(column), row -> {}))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(file + " has no text or number in column '" + column + "': ");
    }
  }

  @Test
  void aSoundFileOfTheBuilderIsRead() throws IOException {
    Path file = directory.resolve("text.parquet");
    new ParquetBuilder().plain("a", "b").write(file);
    assertThat(read(file)).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void statedSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
    assertRefused(
        new ParquetBuilder().plain("a").pages(page -> page.setUncompressed_page_size(1 << 30)),
        "has a page of 1073741824 bytes; at most 134217728 are read");
    assertRefused(
        new ParquetBuilder().plain("a").pages(page -> page.setCompressed_page_size(1 << 30)),
        "has a page that is said to be larger than the column");
    assertRefused(
        new ParquetBuilder().dictionary(Integer.MAX_VALUE, "a").indices(1, new byte[] {1, 2, 0}),
        "has a dictionary that is said to have 2147483647 values in 5 bytes");
    assertRefused(
        new ParquetBuilder()
            .dictionary(1, "a")
            // One packed run of 2^30 values.
            .indices(1, new byte[] {1, (byte) 0x81, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1, 0}),
        "has a run of another length than its page");
    assertRefused(
        new ParquetBuilder()
            .codec(CompressionCodec.SNAPPY)
            .page(
                Encoding.PLAIN,
                1,
                new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7, 0, 'a'}),
        "whose compressed content says that it has 2147483647");
    assertRefused(
        new ParquetBuilder()
            .page(
                Encoding.DELTA_LENGTH_BYTE_ARRAY,
                1,
                new byte[] {
                  (byte) 0x80, 1, 4, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7, 0
                }),
        "has 2147483647 values where 1 are stated");
    assertRefused(
        new ParquetBuilder()
            .plain("a")
            .column(column -> column.setTotal_compressed_size(Long.MAX_VALUE)),
        "is said to lie where it cannot");
    assertRefused(
        new ParquetBuilder().plain("a").column(column -> column.setData_page_offset(1L << 40)),
        "is said to lie where it cannot");
    assertRefused(
        new ParquetBuilder().plain("a").column(column -> column.setNum_values(1L << 40)),
        "has 1099511627776 values for 1 rows");
  }

  @Test
  void lostAndInventedRowsAreRefused() throws IOException {
    assertRefused(
        new ParquetBuilder().plain("a", "b").footer(footer -> footer.setNum_rows(1)),
        "it is said to have 1 rows, and its parts 2");
    assertRefused(
        new ParquetBuilder()
            .plain("a", "b")
            .footer(
                footer -> {
                  footer.setNum_rows(1);
                  footer.getRow_groups().get(0).setNum_rows(1);
                }),
        "has 2 values for 1 rows");
    assertRefused(
        new ParquetBuilder()
            .plain("a", "b")
            .pages(page -> page.getData_page_header().setNum_values(1)),
        "");
    assertRefused(
        new ParquetBuilder()
            .plain("a", "b")
            .footer(
                footer -> {
                  footer.setNum_rows(-1);
                  footer.getRow_groups().get(0).setNum_rows(-1);
                }),
        "its metadata state a number of rows that cannot be");
  }

  /** Two thousand million rows of one value, in a few bytes. */
  @Test
  void aBombOfRowsIsRefused() throws IOException {
    int rows = Integer.MAX_VALUE;
    Path file = directory.resolve("text.parquet");
    new ParquetBuilder()
        .dictionary(1, "a")
        .indices(rows, new byte[] {1, (byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0})
        .write(file);
    assertThatThrownBy(() -> RowFiles.of(file, RowForm.BY_NAME).read(List.of("text"), row -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(".* has \\d+ bytes, and its first \\d+ rows \\d+: more than 200 .*");
  }

  @Test
  void metadataThatLieAreRefused() throws IOException {
    // A schema of 2^31 - 1 elements.
    assertFooterRefused(
        new byte[] {
          0x15, 2, 0x19, (byte) 0xFC, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7
        },
        "a list of 2147483647 elements is said to be in 9 bytes");
    byte[] nested = new byte[1 << 20];
    Arrays.fill(nested, (byte) 0x1C);
    assertFooterRefused(nested, "structures are nested more than 32 deep");
    byte[] name = {
      0x15, 2, 0x19, 0x1C, 0x48, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7
    };
    assertFooterRefused(name, "its metadata is damaged");
    assertRefused(
        new ParquetBuilder()
            .plain("a")
            .footer(
                footer -> {
                  List<SchemaElement> schema = footer.getSchema();
                  SchemaElement last = schema.remove(schema.size() - 1);
                  for (int i = 0; i < 10_000; i++) {
                    SchemaElement group = new SchemaElement("g");
                    group.setNum_children(1);
                    schema.add(group);
                  }
                  schema.add(last);
                }),
        "nested more than 100 deep");
    assertRefused(
        new ParquetBuilder()
            .plain("a")
            .footer(footer -> footer.getSchema().get(0).setNum_children(3)),
        "its schema is cut short");
    assertRefused(
        new ParquetBuilder()
            .plain("a")
            .footer(
                footer -> {
                  footer.getSchema().add(footer.getSchema().get(1).deepCopy());
                  footer.getSchema().get(0).setNum_children(2);
                }),
        "it names two columns 'text'; rename one");
    assertRefused(
        new ParquetBuilder()
            .plain("a")
            .footer(footer -> footer.getSchema().get(1).setType(Type.INT64)),
        "");
  }

  @Test
  void anEncryptedFileSaysSo() throws IOException {
    Path file = directory.resolve("text.parquet");
    new ParquetBuilder().plain("a").write(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 'E';
    Files.write(file, bytes);
    assertThatThrownBy(() -> read(file))
        .hasMessage(file + " cannot be read as a Parquet file: it is encrypted; decrypt it first");
  }

  @Test
  void aTextThatIsNotUtf8IsNamedByItsRow() throws IOException {
    Path file = directory.resolve("text.parquet");
    new ParquetBuilder()
        .page(Encoding.PLAIN, 2, new byte[] {1, 0, 0, 0, 'a', 1, 0, 0, 0, (byte) 0xFF})
        .write(file);
    assertThatThrownBy(() -> read(file))
        .hasMessage(
            file
                + " cannot be read as a Parquet file behind row 1: column 'text' has a text that is"
                + " not UTF-8");
  }

  @Test
  void whatARowsTakerThrowsIsNoFaultOfTheFile() throws IOException {
    Path file = directory.resolve("text.parquet");
    new ParquetBuilder().plain("a").write(file);
    assertThatThrownBy(
            () ->
                RowFiles.of(file, RowForm.BY_NAME)
                    .read(
                        List.of("text"),
                        row -> {
                          throw new IllegalStateException("full");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("full");
  }

  private void assertFooterRefused(byte[] footer, String problem) throws IOException {
    Path file = directory.resolve("text.parquet");
    ParquetBuilder.write(file, new byte[0], footer);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " cannot be read as a Parquet file: ")
        .hasMessageContaining(problem);
  }

  private void assertRefused(ParquetBuilder builder, String problem) throws IOException {
    Path file = directory.resolve("text.parquet");
    builder.write(file);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " cannot be read as a Parquet file: ")
        .hasMessageContaining(problem);
  }

  private static @Nullable List<List<@Nullable Object>> readOrRefused(Path file) {
    try {
      RowFiles files = RowFiles.of(file, RowForm.BY_NAME);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      files.read(expectedColumns(), row -> rows.add(row.values()));
      return rows;
    } catch (DataException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
      return null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<List<@Nullable Object>> read(Path file) {
    RowFiles files = RowFiles.of(file, RowForm.BY_NAME);
    List<Row> rows = new ArrayList<>();
    files.read(files.columns(), rows::add);
    return rows.stream().map(Row::values).toList();
  }

  private static List<String> expectedColumns() throws IOException {
    List<String> columns = new ArrayList<>();
    Json.MAPPER
        .readTree(resource("parquet.json"))
        .required("columns")
        .forEach(column -> columns.add(column.textValue()));
    return columns;
  }

  private static List<List<@Nullable Object>> expectedRows() throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (JsonNode row : Json.MAPPER.readTree(resource("parquet.json")).required("rows")) {
      List<@Nullable Object> values = new ArrayList<>();
      row.forEach(value -> values.add(value(value)));
      rows.add(values);
    }
    return rows;
  }

  private static @Nullable Object value(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL -> null;
      case BOOLEAN -> value.booleanValue();
      case NUMBER ->
          value.isIntegralNumber() ? (Object) value.longValue() : (Object) value.doubleValue();
      default -> value.textValue();
    };
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream =
        DamagedParquetTest.class.getResourceAsStream("/org/dashsweep/jobs/data/" + name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    }
  }
}
