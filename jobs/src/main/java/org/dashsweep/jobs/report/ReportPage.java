package org.dashsweep.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.dashsweep.file.Json;

/**
 * The page as {@code index.mustache} names its parts. Everything is escaped but the style sheet and
 * the scripts, which are ours and Chart.js's.
 *
 * @param verdicts what the sweep came to, a sentence each
 * @param warnings what a reader must not miss
 * @param published measured against published numbers
 * @param changes what differs from earlier or other results
 * @param images metrics of pictures; empty where no trial makes any
 * @param gallery the pictures
 */
record ReportPage(
    String title,
    List<String> verdicts,
    List<String> warnings,
    List<Fact> facts,
    List<ReportTableView> summary,
    List<Comparison> published,
    List<ChangesView> changes,
    List<ReportTableView> images,
    ImageGallery gallery,
    List<ReportTableView> data,
    List<DifferencesView> differences,
    List<ChartView> curves,
    List<ReportTableView> cost,
    List<ReportTableView> directions,
    List<ChartView> directionCharts,
    List<ReportTableView> changeRates,
    List<ChartView> changeRateCharts,
    List<ReportTableView> failures,
    List<Fact> constants,
    List<ReportTableView> trials,
    List<Chart> charts) {
  private static final String CHART_JS = "org.webjars.npm/chart.js";

  /** A term and what is to be said of it. */
  record Fact(String term, String value) {}

  /**
   * A comparison of measured values with published ones.
   *
   * @param cautions about the published numbers
   */
  record Comparison(ReportTableView table, List<String> cautions) {}

  /**
   * A method against its baseline.
   *
   * @param cautions about the intervals
   */
  record DifferencesView(String id, String title, ReportTableView table, List<String> cautions) {
    static DifferencesView of(PairedDifferences differences, ReportTable table) {
      return new DifferencesView(
          differences.name(),
          differences.title(),
          ReportTableView.of(table),
          differences.cautions());
    }
  }

  /** The section on changes. */
  record ChangesView(String title, List<String> sentences, List<ReportTableView> tables) {
    static ChangesView of(ReportedChanges changes) {
      return new ChangesView(
          changes.title(),
          changes.sentences(),
          changes.table().isEmpty() ? List.of() : List.of(ReportTableView.of(changes.table())));
    }
  }

  /** A chart's place in the page. */
  record ChartView(String id, String title, List<SeriesView> series) {
    /** Returns whether the trials of its lines are known one by one. */
    boolean traced() {
      return series.stream().anyMatch(each -> !each.ids().isEmpty());
    }

    static ChartView of(Chart chart) {
      return new ChartView(
          chart.id(),
          chart.title(),
          chart.series().stream()
              .map(series -> new SeriesView(series.label(), ReportTableView.ids(series.trialIds())))
              .toList());
    }
  }

  record SeriesView(String label, List<ReportTableView.IdView> ids) {}

  String html() {
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .withLoader(name -> new InputStreamReader(open(name + ".mustache"), StandardCharsets.UTF_8))
        .compile(resource("index.mustache"))
        .execute(this);
  }

  /** Returns whether there is anything to draw. */
  boolean drawn() {
    return !charts.isEmpty();
  }

  String style() {
    return resource("report.css");
  }

  String script() {
    return resource("charts.js");
  }

  /** The charts as JSON that cannot end the script element it stands in. */
  String chartsJson() {
    try {
      return Json.MAPPER.writeValueAsString(charts).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Chart.js from its WebJar. */
  String chartJs() {
    String version = webJarVersion();
    String path = "/META-INF/resources/webjars/chart.js/" + version + "/dist/chart.umd.min.js";
    String source = read(open(path), path);
    if (source.contains("</script")) {
      throw new IllegalStateException(path + " cannot be put into a page: it ends its element");
    }
    // The map it names is not beside the page.
    return source.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String webJarVersion() {
    String path = "/META-INF/maven/" + CHART_JS + "/pom.properties";
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
