package org.dashsweep.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The BibTeX entries of the resource {@code paper.bib}. A comment above each entry says what it is
 * cited for: methods, data sets and sources of published numbers.
 *
 * @param entries text of each entry, by its key
 * @param subjects what each entry is cited for, by its key
 */
record PaperCitations(Map<String, String> entries, Map<String, List<String>> subjects) {
  private static final Pattern ENTRY =
      Pattern.compile("% cited for: ([^\\n]+)\\n(@\\w+\\{([^,]+),\\n(?:  [^\\n]*\\n)+\\}\\n)");

  static PaperCitations read() throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    Map<String, List<String>> subjects = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(resource());
    while (entry.find()) {
      entries.put(entry.group(3), entry.group(2));
      subjects.put(entry.group(3), List.of(entry.group(1).split(", ")));
    }
    return new PaperCitations(entries, subjects);
  }

  private static String resource() throws IOException {
    try (InputStream stream = PaperCitations.class.getResourceAsStream("paper.bib")) {
      if (stream == null) {
        throw new IllegalStateException("not on the class path: paper.bib");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Returns the keys of the entries for a subject.
   *
   * @param subject a method or data set as sweep files call it, or a part of a row's source
   */
  List<String> of(String subject) {
    List<String> keys = new ArrayList<>();
    subjects.forEach(
        (key, names) -> {
          if (names.contains(subject)) {
            keys.add(key);
          }
        });
    return keys;
  }

  /** Returns the keys of the entries whose READMEs or tables a text names. */
  List<String> namedIn(String text) {
    return subjects.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().stream()
                    .anyMatch(name -> name.contains("'") && text.contains(name)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns a file of some of the entries. */
  String file(Set<String> keys) {
    return entries.entrySet().stream()
        .filter(entry -> keys.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining("\n"));
  }
}
