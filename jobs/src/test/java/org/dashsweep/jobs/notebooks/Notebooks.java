package org.dashsweep.jobs.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The notebooks and notes of the repository. */
final class Notebooks {
  static final Path FOLDER = Path.of("../notebooks").toAbsolutePath().normalize();
  static final Path SAMPLE = FOLDER.resolve("sample");

  private static final JsonMapper JSON = new JsonMapper();

  private Notebooks() {}

  /** Returns the Jupyter notebooks, in the order of their names. */
  static List<Path> jupyter() throws IOException {
    return files(FOLDER, ".ipynb");
  }

  /** Returns the notes of Zeppelin, in the order of their names. */
  static List<Path> zeppelin() throws IOException {
    return files(FOLDER.resolve("zeppelin"), ".zpln");
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  static JsonNode read(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** Returns a multi-line text, which nbformat keeps as a list of lines or as one text. */
  static String text(JsonNode lines) {
    StringBuilder text = new StringBuilder(lines.asText());
    lines.forEach(line -> text.append(line.asText()));
    return text.toString();
  }
}
