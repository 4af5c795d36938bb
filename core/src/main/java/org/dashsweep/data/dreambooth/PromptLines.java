package org.dashsweep.data.dreambooth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.Lines;
import org.dashsweep.data.rows.RowFile;
import org.jspecify.annotations.Nullable;

/** Prompts of one's own: one a line; empty lines and lines that begin with # are skipped. */
final class PromptLines {
  private PromptLines() {}

  /**
   * Reads a file.
   *
   * @throws DataException if there is no such file or no prompt in it, a prompt is there twice, or
   *     does not name the subject
   */
  static List<PromptTemplate> read(RowFile file) {
    Map<PromptTemplate, Long> prompts = new LinkedHashMap<>();
    try (Lines lines = Lines.open(file)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
          continue;
        }
        String place = place(file, lines.number());
        @Nullable Long before = prompts.putIfAbsent(PromptTemplate.of(place, text), lines.number());
        if (before != null) {
          throw new DataException(
              place,
              String.format(Locale.ROOT, "repeats line %d; remove one of them: %s", before, text));
        }
      }
    }
    if (prompts.isEmpty()) {
      throw new DataException(
          file.name(), "has no prompt; write one a line, such as: a photo of {} on the beach");
    }
    return List.copyOf(prompts.keySet());
  }

  static String place(RowFile file, long line) {
    return String.format(Locale.ROOT, "%s, line %d,", file.name(), line);
  }
}
