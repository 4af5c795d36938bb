package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The words of Javadoc and pages: short sentences, and descriptions that begin with a subject. */
final class ProseTest {
  private static final double MOST_WORDS_ON_AVERAGE = 17;
  private static final int SHORTEST_PARAGRAPH = 5;
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+(?=[\\p{Lu}\\d\"(])");
  private static final Pattern PARAGRAPH_OF_COMMENT =
      Pattern.compile("\\n\\s*@\\w+|<p>|<li>|</?ul>|\\n\\s*\\n");
  private static final Pattern PARAGRAPH_OF_PAGE =
      Pattern.compile("\\n\\s*\\n|\\n(?=[-*] |\\d+\\. )|(?<!\\\\)\\|");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");

  /** A comment, with its first word. */
  private static final Pattern OPENING = Pattern.compile("/\\*\\*\\s*(?:\\*\\s+)?(\\w+)");

  /** Words behind which a sentence has no subject yet. */
  private static final List<String> WITHOUT_SUBJECT =
      List.of(
          "What", "How", "Whether", "Which", "Where", "Who", "Why", "When", "If", "Of", "Those",
          "As", "With");

  @Test
  void javadocHasShortSentences() throws IOException {
    List<String> comments = new ArrayList<>();
    for (Path source : sources()) {
      comments.addAll(Pages.found(COMMENT, Files.readString(source)));
    }
    assertThat(comments).hasSizeGreaterThan(2000);
    assertThat(averageWords(comments.stream().flatMap(ProseTest::paragraphsOfComment)))
        .isBetween(5.0, MOST_WORDS_ON_AVERAGE);
  }

  @Test
  void pagesHaveShortSentences() throws IOException {
    List<Path> pages = Pages.all();
    assertThat(pages).contains(Pages.ROOT.resolve("README.md"));
    for (Path page : pages) {
      assertThat(averageWords(paragraphsOfPage(Pages.prose(page))))
          .as(Pages.name(page))
          .isBetween(5.0, MOST_WORDS_ON_AVERAGE);
    }
  }

  @Test
  void descriptionsBeginWithASubject() throws IOException {
    List<String> without = new ArrayList<>();
    int described = 0;
    for (Path source : sources()) {
      Matcher opening = OPENING.matcher(Files.readString(source));
      while (opening.find()) {
        described++;
        if (WITHOUT_SUBJECT.contains(opening.group(1))) {
          without.add(source.getFileName() + ": " + opening.group());
        }
      }
    }
    assertThat(described).isGreaterThan(2000);
    assertThat(without).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("core", "jobs")) {
      try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  private static Stream<String> paragraphsOfComment(String comment) {
    String text =
        comment
            .replaceAll("(?m)^\\s*\\* ?", "")
            .replaceAll("(?s)<pre>.*?</pre>", "\n\n")
            .replaceAll("\\{@\\w+\\s+[^{}]*}", "X");
    return PARAGRAPH_OF_COMMENT.splitAsStream(text).map(part -> part.replaceAll("<[^>]+>", ""));
  }

  /** Paragraphs, items of lists and cells of tables, without code and headings. */
  private static Stream<String> paragraphsOfPage(String page) {
    String text =
        page.replaceAll("(?m)^(?: {4}|#).*$", "")
            .replaceAll("!?\\[([^\\]]*)]\\([^)]*\\)", "$1")
            .replaceAll("`[^`]*`", "X");
    // Numbers and labels in tables are no sentences.
    return PARAGRAPH_OF_PAGE
        .splitAsStream(text)
        .filter(paragraph -> paragraph.strip().split("\\s+").length >= SHORTEST_PARAGRAPH);
  }

  private static double averageWords(Stream<String> paragraphs) {
    return paragraphs
        .flatMap(paragraph -> SENTENCE_END.splitAsStream(paragraph.strip()))
        .filter(sentence -> !sentence.isBlank())
        .mapToInt(sentence -> sentence.strip().split("\\s+").length)
        .average()
        .orElse(0);
  }
}
