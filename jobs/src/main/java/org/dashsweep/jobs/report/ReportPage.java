package org.dashsweep.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.dashsweep.file.Json;
import org.jspecify.annotations.Nullable;

/**
 * The page as {@code index.mustache} names its parts. Everything is escaped but the style sheet and
 * the scripts, which are ours and those of ECharts.
 *
 * @param verdicts what the sweep came to, a sentence each
 * @param trials the table of all trials
 * @param figures of all sections
 */
record ReportPage(
    String title,
    List<String> verdicts,
    Sentences warnings,
    List<SectionView> sections,
    List<Fact> facts,
    List<Fact> constants,
    ReportTableView trials,
    List<Figure> figures,
    TrialDetails details) {
  private static final String ECHARTS = "org.webjars/echarts";

  /** Warnings that are shown at once. */
  private static final int WARNED = 2;

  /** Sentences of a section that are shown at once. */
  private static final int SAID = 3;

  /** Rows of one table of the page, but for that of all trials. */
  private static final int ROWS_SHOWN = 400;

  /** A term and what is to be said of it. */
  record Fact(String term, String value) {}

  /**
   * Sentences of which a page shows the first.
   *
   * @param more those that open on demand
   */
  record Sentences(List<String> first, List<String> more) {
    /** Returns sentences of which so many are shown, or all if only one would be left. */
    static Sentences of(List<String> all, int shown) {
      int end = all.size() <= shown + 1 ? all.size() : shown;
      return new Sentences(all.subList(0, end), all.subList(end, all.size()));
    }

    /** Returns how many open on demand. */
    int count() {
      return more.size();
    }
  }

  /**
   * A section as {@code section.mustache} names its parts.
   *
   * @param gallery the pictures, or null where there are none
   * @param opened whether a part of a section starts open
   */
  record SectionView(
      String id,
      String title,
      Sentences sentences,
      List<FigureView> figures,
      List<ReportTableView> tables,
      List<String> cautions,
      List<SectionView> parts,
      @Nullable ImageGallery gallery,
      boolean opened) {}

  /** A figure's place in the page. */
  record FigureView(String id, String title, String caption, List<PanelView> panels) {
    private static final int FEW = 2;
    private static final int MANY = 9;

    static FigureView of(Figure figure) {
      boolean several = figure.panels().size() > 1;
      return new FigureView(
          figure.id(),
          several ? figure.title() : figure.title() + ": " + figure.panels().get(0).title(),
          figure.caption(),
          figure.panels().stream()
              .map(
                  chart ->
                      new PanelView(
                          chart.id(),
                          several ? chart.title() : "",
                          chart.kind().name().toLowerCase(Locale.ROOT),
                          figure.title() + ". " + chart.description()))
              .toList());
    }

    /** Returns the class of the style sheet for so many panels. */
    String layout() {
      if (panels.size() > MANY) {
        return " many";
      }
      return panels.size() > FEW ? " small" : "";
    }
  }

  /** A chart's place in the page, and what it shows in words. */
  record PanelView(String id, String title, String kind, String description) {}

  /** Returns the warnings as the page shows them. */
  static Sentences warnings(List<String> all) {
    return Sentences.of(all, WARNED);
  }

  /** Returns the sections that show something. */
  static List<SectionView> sections(List<Section> sections, ImageGallery gallery) {
    return sections.stream()
        .filter(section -> !section.isEmpty() || isOf(section, gallery))
        .map(section -> view(section, gallery, true))
        .toList();
  }

  private static boolean isOf(Section section, ImageGallery gallery) {
    return section.id().equals(ImageGallery.SECTION) && !gallery.isEmpty();
  }

  private static SectionView view(Section section, ImageGallery gallery, boolean opened) {
    List<SectionView> parts = new ArrayList<>();
    for (Section part : section.parts()) {
      if (!part.isEmpty()) {
        parts.add(view(part, gallery, parts.isEmpty()));
      }
    }
    return new SectionView(
        section.id(),
        section.title(),
        Sentences.of(section.sentences(), SAID),
        section.figures().stream().map(FigureView::of).toList(),
        section.tables().stream()
            .filter(table -> !table.isEmpty())
            .map(table -> ReportTableView.of(table.first(ROWS_SHOWN)))
            .toList(),
        section.cautions(),
        parts,
        isOf(section, gallery) ? gallery : null,
        opened);
  }

  String html() {
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .withLoader(name -> new InputStreamReader(open(name + ".mustache"), StandardCharsets.UTF_8))
        .compile(resource("index.mustache"))
        .execute(this);
  }

  /** Returns the style sheet. */
  String style() {
    return resource("report.css");
  }

  /** Returns our scripts, in their order. */
  List<String> scripts() {
    return Stream.of("charts.js", "tables.js", "trials.js").map(ReportPage::resource).toList();
  }

  /** The figures as JSON that cannot end the script element it stands in. */
  String figuresJson() {
    return json(figures);
  }

  /** The trials' details as JSON that cannot end the script element it stands in. */
  String detailsJson() {
    return json(details);
  }

  private static String json(Object value) {
    try {
      return Json.MAPPER.writeValueAsString(value).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ECharts from its WebJar. */
  String echarts() {
    String path = "/META-INF/resources/webjars/echarts/" + webJarVersion() + "/echarts.min.js";
    String source = read(open(path), path);
    if (source.contains("</script")) {
      throw new IllegalStateException(path + " cannot be put into a page: it ends its element");
    }
    // The map it names is not beside the page.
    return source.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String webJarVersion() {
    String path = "/META-INF/maven/" + ECHARTS + "/pom.properties";
    Properties properties = new Properties();
    try (InputStream stream = open(path)) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
    return properties.getProperty("version");
  }

  private static String resource(String name) {
    return read(open(name), name);
  }

  private static String read(InputStream stream, String name) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  private static InputStream open(String name) {
    InputStream stream = ReportPage.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IllegalStateException("not on the class path: " + name);
    }
    return stream;
  }
}
