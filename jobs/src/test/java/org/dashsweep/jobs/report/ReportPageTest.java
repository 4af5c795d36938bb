package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser and a screen reader find it. */
final class ReportPageTest {
  private static final int MOST_BYTES = 3_000_000;

  private final Path directory;
  private final ResultStore store;

  ReportPageTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @Test
  void aThousandTrialsFitIntoThreeMegabytes() throws IOException {
    SampleSweep.commitGrid(store, 5);
    ReportBuilder.write(store);
    Path page = directory.resolve("report/index.html");
    assertThat(Files.size(page)).isLessThan(MOST_BYTES);
    Document document = Jsoup.parse(Files.readString(page));
    assertThat(document.select("#table-trials tbody tr")).hasSize(1_000);
    assertThat(details(document).get("trials")).hasSize(1_000);
    assertThat(document.select(".panel.heat_map")).isNotEmpty();
    // For the eye, and to measure how fast a browser opens it.
    Files.createDirectories(Path.of("target", "sample-report"));
    Files.copy(
        page,
        Path.of("target", "sample-report", "thousand.html"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void thePageIsWellFormed() throws IOException {
    Document page = page();
    Parser parser = Parser.htmlParser().setTrackErrors(10);
    Jsoup.parse(Files.readString(directory.resolve("report/index.html")), "", parser);
    assertThat(parser.getErrors()).isEmpty();
    Set<String> ids = new HashSet<>();
    page.select("[id]").forEach(each -> assertThat(ids.add(each.id())).as(each.id()).isTrue());
    for (Element each : page.select("[aria-labelledby]")) {
      assertThat(ids).contains(each.attr("aria-labelledby"));
    }
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws IOException {
    Document page = page();
    assertThat(page.select("script[src], link, iframe, object, embed, base")).isEmpty();
    assertThat(page.select("[href^=http], [src^=http], [style]")).isEmpty();
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .startsWith("default-src 'none';")
        .doesNotContain("unsafe-eval");
    // Handlers in attributes would be scripts that data could end.
    assertThat(page.select("[onclick], [onload], [onerror]")).isEmpty();
  }

  @Test
  void everyChartHasATextAlternative() throws IOException {
    Document page = page();
    List<String> drawn = new ArrayList<>();
    for (JsonNode figure : Json.MAPPER.readTree(byId(page, "figures").data())) {
      figure.get("panels").forEach(panel -> drawn.add(panel.get("id").asText()));
    }
    assertThat(drawn).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    for (String id : drawn) {
      Element canvas = byId(page, id);
      assertThat(canvas.attr("role")).isEqualTo("img");
      assertThat(canvas.attr("aria-label")).contains("Axes: ").matches(".*\\d.*");
      assertThat(page.select("figure:has([id=" + id + "]) > details.numbers > summary")).hasSize(1);
    }
    assertThat(page.select(".canvas")).hasSize(drawn.size());
  }

  @Test
  void headingsAndLandmarksAreInOrder() throws IOException {
    Document page = page();
    int before = 0;
    for (Element heading : page.select("h1, h2, h3, h4")) {
      int level = heading.tagName().charAt(1) - '0';
      assertThat(level).as(heading.text()).isLessThanOrEqualTo(before + 1);
      before = level;
    }
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("main")).hasSize(1);
    assertThat(page.select("nav[aria-label] a")).hasSize(page.select("main > section").size());
    for (Element link : page.select("nav a, a.skip")) {
      byId(page, link.attr("href").substring(1));
    }
    for (Element scroll : page.select(".scroll")) {
      assertThat(scroll.attr("tabindex")).isEqualTo("0");
    }
    for (Element heading : page.select("figure.table th")) {
      assertThat(heading.attr("scope")).isNotEmpty();
    }
  }

  /** The command that runs it again is made of them. */
  @Test
  void aTrialOpensToAllItsSettings() throws IOException {
    Document page = page();
    JsonNode details = details(page);
    String id = SampleSweep.id("lora-dash", "supersense", 8, 1);
    SortedMap<String, Object> expected = SampleTrials.parameters("lora-dash", "supersense", 8, 1);
    JsonNode trial = details.get("trials").get(id);
    JsonNode written = Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(expected));
    for (String name : expected.keySet()) {
      JsonNode own = trial.get("settings").get(name);
      assertThat(own == null ? details.get("constants").get(name) : own)
          .as(name)
          .isEqualTo(written.get(name));
    }
    assertThat(trial.get("settings").size() + details.get("constants").size())
        .isEqualTo(expected.size());
    assertThat(trial.get("loss")).hasSizeBetween(10, 20);
    assertThat(trial.get("evaluations").get(1).get(0).asInt()).isEqualTo(120);
    assertThat(
            details
                .get("trials")
                .get(SampleSweep.id("lora", "supersense", 64, 1))
                .get("failure")
                .asText())
        .isEqualTo(SampleSweep.HOSTILE);
  }

  private Document page() throws IOException {
    SampleSweep.commit(store, List.of(1L, 2L, 3L));
    ReportBuilder.write(store);
    return Jsoup.parse(Files.readString(directory.resolve("report/index.html")));
  }

  /** The one element with an id. */
  private static Element byId(Document page, String id) {
    assertThat(page.select("[id=" + id + "]")).as(id).hasSize(1);
    return page.select("[id=" + id + "]").get(0);
  }

  private static JsonNode details(Document page) throws IOException {
    return Json.MAPPER.readTree(byId(page, "details").data());
  }
}
