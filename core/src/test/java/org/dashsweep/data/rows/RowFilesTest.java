package org.dashsweep.data.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.dashsweep.data.DataException;
import org.dashsweep.file.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilesTest {
  private static final RowForm QUOTED = RowForm.BY_NAME.withQuoting(Quoting.RFC_4180);

  @TempDir private Path directory;

  /** Python's csv and pandas read these files the same: make_expected.py. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "quotes.csv",
        "crlf.csv",
        "carriage.csv",
        "unicode.csv",
        "one-column.csv",
        "quoted-header.csv",
        "tabs.tsv",
        "quotes.tsv"
      })
  void trickyFilesAreReadAsPythonReadsThem(String name) throws IOException {
    Path file = Files.write(directory.resolve(name), resource(name));
    RowFiles files = RowFiles.of(file, name.equals("tabs.tsv") ? QUOTED : RowForm.BY_NAME);
    List<List<String>> read = new ArrayList<>();
    read.add(files.columns());
    files.read(
        files.columns(), row -> read.add(row.values().stream().map(String::valueOf).toList()));
    List<List<String>> expected = new ArrayList<>();
    JsonNode rows = Json.MAPPER.readTree(resource("expected.json")).required(name);
    rows.forEach(
        row -> {
          List<String> values = new ArrayList<>();
          row.forEach(value -> values.add(value.textValue()));
          expected.add(values);
        });
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void rowsKnowTheLineWhereTheyBegin() throws IOException {
    Path csv = write("a.csv", "text,label\n\n\"one\r\ntwo\n\nthree\",x\rlast,y");
    assertThat(read(csv, "label"))
        .containsExactly(
            new Row(csv.toString(), 3, "line", List.of("x")),
            new Row(csv.toString(), 7, "line", List.of("y")));
    Path lines = write("a.jsonl", "\n{\"a\": 1}\n\n{\"a\": 2.5}\n");
    assertThat(read(lines, "a"))
        .containsExactly(
            new Row(lines.toString(), 2, "line", List.of(1L)),
            new Row(lines.toString(), 4, "line", List.of(2.5)));
    Path array = write("a.json", " [\n{\"a\": true,\n\"b\": null}, {\"b\": \"x\"}]");
    assertThat(read(array, "b", "a"))
        .containsExactly(
            new Row(array.toString(), 1, "row", Arrays.asList(null, true)),
            new Row(array.toString(), 2, "row", Arrays.asList("x", null)));
    assertThat(read(array, "b").get(1).place()).isEqualTo(array + ", row 2");
  }

  @Test
  void aDirectorysFilesAreReadInTheOrderOfTheirNames() throws IOException {
    Files.createDirectories(directory.resolve("rows"));
    write("rows/part-00001.csv", "label,text\nb,2\n");
    write("rows/part-00000.csv", "text,label\n1,a\n");
    write("rows/part-00002.csv", "text,label\n");
    write("rows/_SUCCESS", "");
    write("rows/.part-00000.csv.crc", "x");
    Path folder = directory.resolve("rows");
    assertThat(read(folder, "text").stream().map(row -> row.values().get(0)))
        .containsExactly("1", "2");
    RowFiles named = RowFiles.of("s3a://bucket/rows", folder, RowForm.BY_NAME);
    assertThat(named.files().get(1).name()).isEqualTo("s3a://bucket/rows/part-00001.csv");
    assertThat(named.columns()).containsExactly("text", "label");
    write("rows/readme.md", "x");
    assertThatThrownBy(() -> RowFiles.of(folder, RowForm.BY_NAME))
        .hasMessageStartingWith(folder + "/readme.md does not tell its format by its name; end it");
    Files.move(folder.resolve("readme.md"), folder.resolve("x.jsonl"));
    assertThatThrownBy(() -> RowFiles.of(folder, RowForm.BY_NAME))
        .hasMessage(
            "%s/x.jsonl is of another format than %s/part-00000.csv; keep one format in a directory"
                .formatted(folder, folder));
    Files.delete(folder.resolve("x.jsonl"));
    Files.createDirectories(folder.resolve("deeper"));
    assertThatThrownBy(() -> RowFiles.of(folder, RowForm.BY_NAME))
        .hasMessageStartingWith(folder + "/deeper is a directory in a directory of rows");
  }

  @Test
  void partsWithoutAnExtensionNeedTheirFormatStated() throws IOException {
    Files.createDirectories(directory.resolve("rows"));
    write("rows/part-00000", "{\"a\": 1}\n");
    Path folder = directory.resolve("rows");
    assertThatThrownBy(() -> RowFiles.of(folder, RowForm.BY_NAME))
        .hasMessageContaining("does not tell its format by its name");
    List<Row> rows = new ArrayList<>();
    RowFiles.of(folder, RowForm.BY_NAME.withFormat(RowFormat.JSON_LINES))
        .read(List.of("a"), rows::add);
    assertThat(rows).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "train.csv, CSV",
    "TRAIN.CSV.GZ, CSV",
    "a.b.tsv.zst, TSV",
    "x.jsonl, JSON_LINES",
    "x.ndjson.gz, JSON_LINES",
    "x.json, JSON",
    "part-0.snappy.parquet, PARQUET",
    "csv, ",
    "x.txt, ",
    "x.gz, "
  })
  void theNameTellsTheFormat(String name, @Nullable RowFormat format) {
    assertThat(RowFormat.ofFileName(name).orElse(null)).isEqualTo(format);
  }

  @Test
  void compressedFilesAreReadAsTheirContent() throws IOException {
    byte[] content = "text,label\nä,b\n".getBytes(StandardCharsets.UTF_8);
    Path gzip = Files.write(directory.resolve("a.csv.gz"), DamagedRowFilesTest.gzip(content));
    Path zstandard =
        Files.write(directory.resolve("a.csv.zst"), DamagedRowFilesTest.zstandard(content));
    assertThat(read(gzip, "text").get(0).values()).isEqualTo(List.of("ä"));
    assertThat(read(zstandard, "text").get(0).values()).isEqualTo(List.of("ä"));
    Path wrong = Files.copy(gzip, directory.resolve("b.csv.zst"));
    assertThatThrownBy(() -> read(wrong, "text"))
        .hasMessage(
            wrong + " is not compressed as .zst says; name it by its content, or write it again");
    Path bare = Files.copy(gzip, directory.resolve("b.csv"));
    assertThatThrownBy(() -> read(bare, "text"))
        .hasMessage(bare + " is compressed; let its name end in .gz");
  }

  @Test
  void theFingerprintIsOfContentAndForm() throws IOException {
    Path file = write("a.tsv", "a\tb\n1\t2\n");
    String before = RowFiles.of(file, RowForm.BY_NAME).fingerprint();
    assertThat(before).matches("[0-9a-f]{64}");
    assertThat(RowFiles.of(file, QUOTED).fingerprint()).isNotEqualTo(before);
    Path same = Files.copy(file, directory.resolve("b.tsv"));
    assertThat(RowFiles.of(same, RowForm.BY_NAME).fingerprint()).isEqualTo(before);
    Files.writeString(same, "a\tb\n1\t3\n");
    assertThat(RowFiles.of(same, RowForm.BY_NAME).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void faultsOfDelimitedTextNameTheLine() throws IOException {
    String sound = "text,label\na,b\n";
    assertRefused(
        "a.csv", sound + "\"c,d\n", ", line 3, begins a record with a quote that is never closed");
    assertRefused(
        "a.csv",
        sound + "\"c\" ,d\n",
        ", line 3, begins a record with text behind a closing quote; double a quote inside a quoted"
            + " field");
    assertRefused("a.csv", sound + "c\n", ", line 3, has 1 field where the header has 2");
    assertRefused("a.csv", sound + "c,d,\n", ", line 3, has 3 fields where the header has 2");
    assertRefused("a.tsv", "text\tlabel\na\n", ", line 2, has 1 field where the header has 2");
    assertRefused(
        "a.tsv", "text\tlabel\na\tb\t\n", ", line 2, has 3 fields where the header has 2");
    assertRefused("a.csv", "text,text\na,b\n", ", line 1, names two columns 'text'; rename one");
    assertRefused(
        "a.csv",
        ",text\n0,a\n",
        ", line 1, has no name for column 1; name it, or leave it out (in pandas: index=False)");
    assertRefused(
        "a.csv",
        "Text,label\na,b\n",
        " has no column 'text', only [Text, label]; did you mean Text?");
    assertRefused("a.csv", "x,y\na,b\n", " has no column 'text', only [x, y]");
    assertRefused("a.csv", "text,label\n", " has no rows");
    assertRefused("a.csv", "", " is empty: it has no rows; write it again, or remove it");
    assertRefused("a.csv", "\n\n", " has no header: it has no text");
    assertRefused("a.csv", sound + "c\0,d\n", ", line 3, has a NUL byte, which no text has");
    assertRefused(
        "a.csv",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
        " is a Git LFS pointer, not the file itself; run git lfs pull in its repository, or"
            + " download the file");
    Path latin =
        Files.write(
            directory.resolve("l.csv"), (sound + "é,d\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(latin, "text"))
        .hasMessage(latin + " is not UTF-8 in line 3; save it as UTF-8");
    Path none = directory.resolve("none.csv");
    assertThatThrownBy(() -> RowFiles.of(none, RowForm.BY_NAME))
        .hasMessage(none + " does not exist");
    assertRefused(
        "wide.tsv",
        "a\t".repeat(20_000) + "\n1\n",
        ", line 1, has 16385 columns; at most 16384 are read");
    assertRefused(
        "wide.csv",
        "a,".repeat(20_000) + "\n1\n",
        ", line 1, has 16385 columns; at most 16384 are read");
  }

  @Test
  void faultsOfJsonNameTheLine() throws IOException {
    String sound = "{\"text\": \"a\"}\n";
    assertRefused(
        "a.jsonl",
        sound + "{\"text\": \"b\"\n",
        ", line 2, is not one JSON object: Unexpected end-of-input");
    assertRefused(
        "a.jsonl", sound + "[1]\n", ", line 2, is no JSON object but an array; a row is an object");
    assertRefused(
        "a.jsonl", sound + "null", ", line 2, is no JSON object but null; a row is an object");
    assertRefused(
        "a.jsonl",
        sound + "{} {}\n",
        ", line 2, has something behind its JSON object; write one object a line");
    assertRefused(
        "a.jsonl",
        sound + "{\"text\": [1]}",
        ", line 2, column 'text' has an array, not a text or a number");
    assertRefused(
        "a.jsonl",
        sound + "{\"text\": 1e999}",
        ", line 2, column 'text' has a number beyond what 64 bits hold: 1e999");
    assertRefused(
        "a.jsonl",
        sound + "{\"text\": 12345678901234567890}",
        ", line 2, column 'text' has an integer of more than 64 bits; write it as a string");
    assertRefused(
        "a.jsonl",
        sound + "{\"text\": \"\\ud800\"}",
        ", line 2, column 'text' has half of a surrogate pair, which is no character");
    assertRefused(
        "a.jsonl",
        sound + "{\"text\": 1, \"text\": 2}",
        ", line 2, is not one JSON object: Duplicate field 'text'");
    assertRefused(
        "a.jsonl", "{\"texts\": 1}\n", " has no column 'text', only [texts]; did you mean texts?");
    assertRefused(
        "a.jsonl",
        sound + "{\"text\": NaN}",
        ", line 2, is not one JSON object: Non-standard token 'NaN'");
    assertRefused(
        "a.jsonl",
        "{\"a\":" + "[".repeat(200_000),
        ", line 1, is not one JSON object: Document nesting depth");
    StringBuilder keys = new StringBuilder("{\"text\": 1");
    for (int i = 0; i < 20_000; i++) {
      keys.append(", \"k").append(i).append("\": 1");
    }
    assertRefused("a.jsonl", keys + "}", ", line 1, has more than 16384 keys");
    assertRefused(
        "a.json",
        "[{\"text\": 1},\n{\"text\": {}}]",
        ", row 2 (line 2), column 'text' has an object, not a text or a number");
    assertRefused(
        "a.json",
        "[{\"text\": 1},\n3]",
        ", row 2 (line 2), is no JSON object but a number; a row is an object");
    assertRefused("a.json", "[{\"text\": 1}]\n[]", ", line 2, has something behind its array");
    assertRefused(
        "a.json",
        "[{\"text\": 1},\n{\"text\"",
        ", line 2, column 8, is not valid JSON: Unexpected end-of-input");
    assertRefused("a.json", "[]", " has no rows");
    assertRefused("a.json", " \n ", " has no rows");
    assertRefused(
        "a.json", "{\n\"text\": 1}\n", ", line 1, is not one JSON object: Unexpected end-of-input");
  }

  /** A program that writes JSON by keys leaves some out. */
  @Test
  void aKeyThatOnlyLaterRowsHaveIsNoMissingColumn() throws IOException {
    Path file = write("a.jsonl", "{\"b\": 1}\n{\"b\": 2, \"a\": \"x\"}\n");
    assertThat(read(file, "a").stream().map(row -> row.values().get(0))).containsExactly(null, "x");
    assertThat(RowFiles.of(file, RowForm.BY_NAME).columns()).containsExactly("b", "a");
  }

  private void assertRefused(String name, String content, String problem) throws IOException {
    Path file = write(name, content);
    assertThatThrownBy(() -> read(file, "text"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + problem);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static List<Row> read(Path file, String... columns) {
    List<Row> rows = new ArrayList<>();
    RowFiles.of(file, RowForm.BY_NAME).read(List.of(columns), rows::add);
    return rows;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream =
        RowFilesTest.class.getResourceAsStream("/org/dashsweep/data/rows/" + name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    }
  }
}
