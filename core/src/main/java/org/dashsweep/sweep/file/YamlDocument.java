package org.dashsweep.sweep.file;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Text to YAML nodes, which know their lines. No object is ever constructed from a tag. Aliases,
 * tags and several documents are refused, because a sweep does not need them: a small file cannot
 * stand for a huge one.
 */
final class YamlDocument {
  /** The largest file that is read, in bytes. */
  static final int MAXIMUM_BYTES = 1 << 20;

  /** A file without any such line is not a sweep: its content does not belong into messages. */
  private static final Pattern SWEEP =
      Pattern.compile("(?m)^\\W?(name|description|experiment|fixed|grid|tied|blocks)\\s*:");

  private static final String TOO_LARGE = "split it into several sweeps";
  private static final int MAXIMUM_DEPTH = 40;

  private YamlDocument() {}

  /**
   * Reads a file.
   *
   * @throws SpecificationException if it is missing, too large, not UTF-8 or no regular file
   * @throws IOException if it cannot be read for another reason
   */
  static String read(Path path) throws IOException {
    try {
      return SweepTextFile.read(path, MAXIMUM_BYTES, TOO_LARGE);
    } catch (SweepTextFile.RefusedException e) {
      Problems problems = new Problems(path.toString());
      problems.add(SourceLocation.WHOLE_FILE, e.problem(), e.remedy());
      throw problems.exception();
    }
  }

  /** Returns the root node, or null if a problem keeps the text from having one. */
  static @Nullable Node compose(String text, Problems problems) {
    if (text.length() > MAXIMUM_BYTES) {
      problems.add(
          SourceLocation.WHOLE_FILE,
          String.format(Locale.ROOT, "is larger than %d bytes: %d", MAXIMUM_BYTES, text.length()),
          TOO_LARGE);
      return null;
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAXIMUM_BYTES);
    // Composing constructs nothing, and a tag is reported with everything else.
    options.setTagInspector(tag -> true);
    Yaml yaml = new Yaml(options);
    boolean sweep = SWEEP.matcher(text).find();
    try {
      int depth = 0;
      for (Event event : yaml.parse(new StringReader(text))) {
        refuse(event, sweep, problems);
        depth += depthChange(event);
        // SnakeYAML's own limit comes after scanning, which takes time quadratic in the depth.
        if (depth > MAXIMUM_DEPTH) {
          problems.add(
              place(event.getStartMark()),
              String.format(Locale.ROOT, "is nested more than %d deep", MAXIMUM_DEPTH),
              "a sweep needs less");
          return null;
        }
      }
      @Nullable Node root = yaml.compose(new StringReader(text));
      if (root == null) {
        problems.add(SourceLocation.WHOLE_FILE, "is empty", "start with name: and grid:");
      }
      return root;
    } catch (YAMLException e) {
      addSyntaxProblem(e, text, sweep, problems);
      return null;
    }
  }

  private static int depthChange(Event event) {
    if (event instanceof CollectionStartEvent) {
      return 1;
    }
    return event instanceof CollectionEndEvent ? -1 : 0;
  }

  private static void refuse(Event event, boolean sweep, Problems problems) {
    if (event instanceof AliasEvent alias) {
      problems.add(
          place(event.getStartMark()),
          "aliases are not supported" + quoted(sweep, "*" + alias.getAnchor()),
          "write the value out, or share it at the top level of the file");
    } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
      problems.add(
          place(event.getStartMark()),
          "anchors are not supported" + quoted(sweep, "&" + node.getAnchor()),
          "remove it");
    }
    @Nullable String tag = null;
    if (event instanceof ScalarEvent scalar) {
      tag = scalar.getTag();
    } else if (event instanceof CollectionStartEvent collection) {
      tag = collection.getTag();
    }
    if (tag != null) {
      problems.add(
          place(event.getStartMark()), "tags are not supported" + quoted(sweep, tag), "remove it");
    }
  }

  private static String quoted(boolean sweep, String content) {
    return sweep ? ": " + YamlNodes.shorten(content) : "";
  }

  private static void addSyntaxProblem(
      YAMLException e, String text, boolean sweep, Problems problems) {
    SourceLocation place = SourceLocation.WHOLE_FILE;
    @Nullable String message = e.getMessage();
    if (e instanceof MarkedYAMLException marked) {
      place = place(marked.getProblemMark());
      message = marked.getProblem();
    } else if (e instanceof ReaderException unreadable) {
      int end = Math.min(unreadable.getPosition(), text.length());
      int line = (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
      int column = end - 1 - text.lastIndexOf('\n', Math.max(0, end - 1));
      place = new SourceLocation("", line + 1, Math.max(0, column) + 1);
      message =
          String.format(Locale.ROOT, "unprintable character U+%04X", unreadable.getCodePoint());
    }
    problems.add(
        place,
        sweep ? "is not YAML: " + message : "is not YAML, nor has it a key of a sweep",
        sweep ? "correct the syntax" : "name a sweep file");
  }

  private static SourceLocation place(@Nullable Mark mark) {
    return mark == null
        ? SourceLocation.WHOLE_FILE
        : new SourceLocation("", mark.getLine() + 1, mark.getColumn() + 1);
  }
}
