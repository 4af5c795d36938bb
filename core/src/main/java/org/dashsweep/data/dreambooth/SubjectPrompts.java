package org.dashsweep.data.dreambooth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.RowFile;

/** The prompts that subjects are pictured by. */
public final class SubjectPrompts {
  private static final String PAPER_START = "A picture of ";

  private final Map<SubjectKind, List<PromptTemplate>> templates;

  private SubjectPrompts(Map<SubjectKind, List<PromptTemplate>> templates) {
    this.templates = Map.copyOf(templates);
  }

  /**
   * Returns the prompts of the LoRA-Dash authors' {@code infer.py}: "A picture of" and the data
   * set's 25 prompts for objects. Live subjects get the same.
   */
  public static SubjectPrompts paper() {
    return ofAll(
        bundled(SubjectKind.OBJECT).stream()
            .map(template -> new PromptTemplate(PAPER_START + template.text()))
            .toList());
  }

  /**
   * Returns the data set's prompts: 25 for objects and 25 for live subjects. A list in the photos'
   * own {@code prompts_and_classes.txt} replaces the one that comes with the program.
   */
  public static SubjectPrompts dreambooth(SubjectPhotos photos) {
    Map<SubjectKind, List<PromptTemplate>> templates = new EnumMap<>(SubjectKind.class);
    for (SubjectKind kind : SubjectKind.values()) {
      List<PromptTemplate> own = photos.prompts().getOrDefault(kind, List.of());
      templates.put(kind, own.isEmpty() ? bundled(kind) : own);
    }
    return new SubjectPrompts(templates);
  }

  /**
   * Reads a file of prompts: one a line, with {@code {}} or {@code {subject}} for the subject.
   * Empty lines and lines that begin with # are skipped.
   *
   * @param name for messages
   * @throws DataException if there is no such file or no prompt in it, a prompt is there twice, or
   *     does not name the subject
   */
  public static SubjectPrompts file(String name, Path file) {
    return ofAll(PromptLines.read(new RowFile(name, file)));
  }

  /**
   * Returns a subject's prompts, in order.
   *
   * @param token rare word that names the subject before its class; empty for the class alone
   */
  public List<String> of(Subject subject, String token) {
    return Objects.requireNonNull(templates.get(subject.kind())).stream()
        .map(template -> template.filled(subject.words(token)))
        .toList();
  }

  private static SubjectPrompts ofAll(List<PromptTemplate> templates) {
    return new SubjectPrompts(Map.of(SubjectKind.OBJECT, templates, SubjectKind.LIVE, templates));
  }

  private static List<PromptTemplate> bundled(SubjectKind kind) {
    String resource = kind + "-prompts.txt";
    try (InputStream stream =
            Objects.requireNonNull(SubjectPrompts.class.getResourceAsStream(resource), resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().map(PromptTemplate::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }
}
