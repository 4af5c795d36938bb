package org.dashsweep.jobs.serve;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files of an output directory that are served: those of the report, and pictures. */
final class ServedFiles {
  /** A name of a file or folder: none that is hidden, and none that leads elsewhere. */
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][^/\\\\\\p{Cntrl}]*");

  private static final Map<String, String> OF_REPORT =
      Map.of(
          "html", "text/html; charset=utf-8",
          "md", "text/markdown; charset=utf-8",
          "tex", "application/x-tex; charset=utf-8",
          "bib", "application/x-bibtex; charset=utf-8",
          "csv", "text/csv; charset=utf-8");

  private static final Map<String, String> OF_IMAGES =
      Map.of(
          "png", "image/png",
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "webp", "image/webp");

  private static final Map<String, Map<String, String>> TYPES =
      Map.of("report", OF_REPORT, "images", OF_IMAGES);

  private ServedFiles() {}

  /**
   * A file that may be served.
   *
   * @param name relative to the output directory
   * @param type its media type
   */
  record Served(String name, String type) {
    boolean isPage() {
      return type.startsWith("text/html");
    }
  }

  /**
   * Returns the file that an address names, whether or not there is one; empty if the address names
   * none that is served.
   *
   * @param path of the address, decoded
   */
  static Optional<Served> of(String path) {
    List<String> parts = List.of(path.substring(1).split("/", -1));
    Map<String, String> types = TYPES.getOrDefault(parts.get(0), Map.of());
    if (parts.size() < 2 || !parts.stream().allMatch(part -> NAME.matcher(part).matches())) {
      return Optional.empty();
    }
    String file = parts.get(parts.size() - 1);
    String extension = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(types.get(extension))
        .map(type -> new Served(String.join("/", parts), type));
  }
}
