package org.dashsweep.data.dreambooth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.Lines;
import org.dashsweep.data.rows.RowFile;

/**
 * The file {@code prompts_and_classes.txt} of the DreamBooth data set: a table of classes, then two
 * lists of prompts in Python's words.
 *
 * <p>The table may have a third column, {@code kind}, of {@code object} and {@code live}. The lists
 * may be left out.
 */
final class PromptsAndClasses {
  static final String FILE = "prompts_and_classes.txt";

  private static final Pattern PROMPT =
      Pattern.compile("(['\"])(.*)\\1\\.format\\(unique_token, class_token\\),?");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(['\"\\\\])");
  private static final Pattern FRAME =
      Pattern.compile("Classes|Prompts|prompt_list = \\[|]|subject_name,class(,kind)?");
  private static final String PLACEHOLDERS = "{0} {1}";

  private static final Map<String, SubjectKind> LISTS =
      Map.of("Object Prompts", SubjectKind.OBJECT, "Live Subject Prompts", SubjectKind.LIVE);

  private final RowFile file;
  private final Map<String, SubjectClass> classes = new LinkedHashMap<>();
  private final Map<SubjectKind, List<PromptTemplate>> prompts = new EnumMap<>(SubjectKind.class);

  private PromptsAndClasses(RowFile file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if there is a line that is neither a class nor a prompt, or no class
   */
  static PromptsAndClasses read(RowFile file) {
    PromptsAndClasses read = new PromptsAndClasses(file);
    try (Lines lines = Lines.open(file)) {
      List<PromptTemplate> list = List.of();
      for (String line = lines.next(); line != null; line = lines.next()) {
        String text = line.strip();
        String place = PromptLines.place(file, lines.number());
        if (LISTS.containsKey(text)) {
          list = new ArrayList<>();
          read.prompts.put(LISTS.get(text), list);
        } else if (!text.isEmpty() && !FRAME.matcher(text).matches()) {
          read.add(place, text, list);
        }
      }
    }
    if (read.classes.isEmpty()) {
      throw new DataException(
          file.name(), "has no class; write lines such as dog6,dog below subject_name,class");
    }
    return read;
  }

  /**
   * Returns a subject's class.
   *
   * @throws DataException if the table does not have it
   */
  SubjectClass classOf(String subject) {
    SubjectClass found = classes.get(subject);
    if (found == null) {
      throw new DataException(
          file.name(),
          String.format(
              Locale.ROOT, "has no class of %s; add the line %s,CLASS", subject, subject));
    }
    return found;
  }

  /** Returns the prompts by kind; a kind may be missing. */
  Map<SubjectKind, List<PromptTemplate>> prompts() {
    return prompts;
  }

  private void add(String place, String text, List<PromptTemplate> list) {
    Matcher prompt = PROMPT.matcher(text);
    if (prompt.matches()) {
      if (prompts.isEmpty()) {
        throw new DataException(
            place, "is a prompt before Object Prompts or Live Subject Prompts: " + text);
      }
      list.add(template(place, ESCAPED.matcher(prompt.group(2)).replaceAll("$1")));
    } else if (prompts.isEmpty()) {
      addClass(place, text);
    } else {
      throw new DataException(
          place,
          "is no prompt such as 'a {0} {1} in the snow'.format(unique_token, class_token): "
              + text);
    }
  }

  private static PromptTemplate template(String place, String text) {
    if (!text.contains(PLACEHOLDERS)) {
      throw new DataException(
          place, "does not name the subject; write {0} {1} in its place: " + text);
    }
    return PromptTemplate.of(place, text.replace(PLACEHOLDERS, "{}"));
  }

  private void addClass(String place, String text) {
    List<String> fields = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (fields.size() < 2 || fields.size() > 3 || fields.contains("")) {
      throw new DataException(place, "is no row of subject_name,class such as dog6,dog: " + text);
    }
    SubjectClass row =
        fields.size() == 2
            ? SubjectClass.of(fields.get(1))
            : new SubjectClass(fields.get(1), kind(place, fields.get(2)));
    if (classes.putIfAbsent(fields.get(0), row) != null) {
      throw new DataException(place, "repeats the subject " + fields.get(0));
    }
  }

  private static SubjectKind kind(String place, String text) {
    for (SubjectKind kind : SubjectKind.values()) {
      if (kind.toString().equals(text)) {
        return kind;
      }
    }
    throw new DataException(place, "has the kind " + text + "; write object or live");
  }
}
