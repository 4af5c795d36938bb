package org.dashsweep.data.rows;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Format of files of rows. The end of a file's name tells it. */
public enum RowFormat {
  /** One JSON object a line. */
  JSON_LINES("json-lines", "jsonl ndjson"),

  /** One JSON array of objects, or one object a line. */
  JSON("json", "json"),

  /** Comma-separated values by RFC 4180, with a header. */
  CSV("csv", "csv"),

  /** Tab-separated values with a header. */
  TSV("tsv", "tsv"),

  /** Apache Parquet. */
  PARQUET("parquet", "parquet");

  private final String label;

  /** Separated by spaces. */
  private final String extensions;

  RowFormat(String label, String extensions) {
    this.label = label;
    this.extensions = extensions;
  }

  private List<String> extensions() {
    return List.of(extensions.split(" ", -1));
  }

  /** Returns the format's name, such as {@code json-lines}. */
  public String label() {
    return label;
  }

  /** Returns the names of all formats. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(RowFormat::label).toList();
  }

  /** Returns the format of this name, if it is one. */
  public static Optional<RowFormat> ofLabel(String label) {
    return Arrays.stream(values()).filter(format -> format.label.equals(label)).findFirst();
  }

  /**
   * Returns the format that a file's name tells, if it tells one.
   *
   * @param fileName such as {@code train.csv.gz}, in any case
   */
  public static Optional<RowFormat> ofFileName(String fileName) {
    String name = Compression.ofFileName(fileName).withoutExtension(fileName);
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.indexOf('.') < 0
        ? Optional.empty()
        : Arrays.stream(values())
            .filter(format -> format.extensions().contains(extension))
            .findFirst();
  }

  /** Returns the extensions of all formats, for messages: ".jsonl, .ndjson, …". */
  static String allExtensions() {
    return String.join(
        ", ",
        Arrays.stream(values())
            .flatMap(format -> format.extensions().stream())
            .map(extension -> "." + extension)
            .toList());
  }
}
