package org.dashsweep.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.statistics.Interval;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.verdict.PublishedIntervals;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tables of the paper with what was measured: for each published row its numbers, then
 * for each configuration that measured it the means over seeds, their 95 % intervals, and the
 * differences with whether the published number is inside the interval.
 */
public final class PaperTables {
  private static final String DIRECTORY = "paper/";

  private static final String LEGEND =
      " Differences are measured minus published: in and out say whether the published number is"
          + " inside the interval; n/i, that there is no interval; n/m, that it was not measured.";

  private static final String OF_SEEDS =
      " Measured: mean over seeds, their number in parentheses, with the 95 % interval for a new"
          + " seed and a new example; that of one seed is over examples alone, that of the average"
          + " over seeds alone.";

  private static final String OF_PICTURES =
      " Measured: mean over subjects and prompts, with the 95 % bootstrap interval over both. The"
          + " paper prints no number for its pictures.";

  private static final String PREAMBLE =
      """
      \\documentclass{article}
      \\usepackage[T1]{fontenc}
      \\usepackage[utf8]{inputenc}
      \\usepackage{booktabs,graphicx}
      \\begin{document}
      """;

  private static final String NOT_MEASURED = "n/m";

  private final ReportedTrials trials;
  private final ReportedEvaluations evaluations;
  private final PublishedIntervals intervals;
  private final PaperCitations citations;
  private final List<PaperTable> tables = new ArrayList<>();

  private PaperTables(ReportedTrials trials) throws IOException {
    this.trials = trials;
    this.evaluations = new ReportedEvaluations(trials);
    this.intervals = PublishedIntervals.read(trials);
    this.citations = PaperCitations.read();
  }

  /**
   * Writes {@code report/paper}: each table as .tex and .md, the entries that they cite as
   * paper.bib, and paper.tex, a document that shows them all.
   *
   * @return that document; empty if no published numbers are kept beside the tables
   * @throws IOException if a file cannot be read or written, or published numbers are malformed
   */
  public static Optional<Path> write(ResultStore store, ReportScope scope) throws IOException {
    ReportedTrials trials = ReportedTrials.read(store, scope::includes);
    PaperTables paper = new PaperTables(trials);
    for (PublishedNumbers numbers : PublishedNumbers.kept(store, ReportSections.PUBLISHED)) {
      paper.add(numbers);
    }
    return paper.tables.isEmpty()
        ? Optional.empty()
        : Optional.of(paper.write(store, scope.directory() + DIRECTORY));
  }

  private Path write(ResultStore store, String directory) throws IOException {
    Set<String> keys = new TreeSet<>();
    StringBuilder document = new StringBuilder(PREAMBLE);
    StringBuilder markdown = new StringBuilder();
    for (PaperTable table : tables) {
      write(store, directory + table.name() + ".tex", table.latex());
      write(store, directory + table.name() + ".md", table.markdown());
      document.append("\\input{").append(table.name()).append("}\n");
      markdown.append(table.markdown()).append('\n');
      keys.addAll(table.citations());
    }
    document.append("\\bibliographystyle{plain}\n\\bibliography{paper}\n\\end{document}\n");
    write(store, directory + "paper.bib", citations.file(keys));
    write(store, directory + "paper.md", markdown.toString());
    return write(store, directory + "paper.tex", document.toString());
  }

  private static Path write(ResultStore store, String name, String text) throws IOException {
    return store.writeFile(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(PublishedNumbers numbers) throws IOException {
    if (numbers.columns().stream().allMatch(PaperPictures::isOfPictures)) {
      addPictures(numbers);
    } else {
      addNumbers(numbers);
    }
  }

  /** Adds a table for each source and model of some published numbers. */
  private void addNumbers(PublishedNumbers numbers) throws IOException {
    Map<List<String>, List<PublishedNumbers.Row>> parts = new LinkedHashMap<>();
    numbers
        .rows()
        .forEach(
            row ->
                parts
                    .computeIfAbsent(List.of(row.source(), row.model()), part -> new ArrayList<>())
                    .add(row));
    Map<PublishedTable.Key, List<ReportedTrial>> groups = PublishedTable.groups(trials);
    for (Map.Entry<List<String>, List<PublishedNumbers.Row>> part : parts.entrySet()) {
      Set<String> cautions = new LinkedHashSet<>();
      List<PaperTable.Group> lines = new ArrayList<>();
      for (PublishedNumbers.Row row : part.getValue()) {
        lines.add(group(row, numbers, groups, cautions));
      }
      String place = String.join(", ", part.getKey());
      tables.add(
          new PaperTable(
              name(numbers.title() + " " + place),
              caption(numbers, " (" + place + ")", cautions, OF_SEEDS + LEGEND),
              sources(numbers, part.getValue()),
              columns(numbers),
              lines));
    }
  }

  /** Adds a table of what others reached on the pictures' subjects, then of what was measured. */
  private void addPictures(PublishedNumbers numbers) throws IOException {
    List<PaperTable.Group> groups = new ArrayList<>();
    for (PublishedNumbers.Row row : numbers.rows()) {
      String method = ReportedMethodStates.trains(row.method()) ? ", " + title(row.method()) : "";
      groups.add(
          new PaperTable.Group(
              row.model() + method,
              List.of(),
              "",
              "",
              List.of(new PaperTable.Line("published", PaperPictures.cells(row.values())))));
    }
    List<PaperTable.Group> measured =
        PaperPictures.groups(trials, evaluations, citations, columns(numbers));
    groups.addAll(measured);
    tables.add(
        new PaperTable(
            name(numbers.title()),
            caption(
                numbers,
                "",
                Set.of(),
                measured.isEmpty() ? " No picture was measured." : OF_PICTURES),
            sources(numbers, numbers.rows()),
            columns(numbers),
            groups));
  }

  private static String title(String method) {
    return Methods.named(method).map(MethodType::title).orElse(method);
  }

  /** The entries of the columns' data sets, and of where rows come from. */
  private List<String> sources(PublishedNumbers numbers, List<PublishedNumbers.Row> rows) {
    Set<String> keys = new LinkedHashSet<>();
    numbers.columns().forEach(column -> keys.addAll(citations.of(column.dataset())));
    for (PublishedNumbers.Row row : rows) {
      keys.addAll(citations.namedIn(row.source() + " " + row.suspect()));
    }
    return List.copyOf(keys);
  }

  private static List<String> columns(PublishedNumbers numbers) {
    List<String> titles =
        new ArrayList<>(numbers.columns().stream().map(PublishedNumbers.Column::title).toList());
    if (numbers.rows().stream().anyMatch(row -> row.average() != null)) {
      titles.add("average");
    }
    return titles;
  }

  private static String caption(
      PublishedNumbers numbers, String part, Set<String> cautions, String legend) {
    return String.format(
        Locale.ROOT,
        "%s%s%s.%s%s",
        numbers.title(),
        part,
        numbers.unit() == PublishedNumbers.Unit.PERCENT ? ", in percent" : "",
        legend,
        cautions.isEmpty() ? "" : " " + String.join(" ", cautions));
  }

  private static String name(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private PaperTable.Group group(
      PublishedNumbers.Row row,
      PublishedNumbers numbers,
      Map<PublishedTable.Key, List<ReportedTrial>> groups,
      Set<String> cautions)
      throws IOException {
    boolean averaged = columns(numbers).size() > numbers.columns().size();
    List<@Nullable Double> published = new ArrayList<>(row.values());
    if (averaged) {
      published.add(row.average());
    }
    List<PaperTable.Line> lines = new ArrayList<>();
    lines.add(new PaperTable.Line("published", cells(published)));
    SortedMap<PublishedTable.Key, List<ReportedTrial>> matching = new TreeMap<>();
    groups.forEach(
        (key, ofKey) -> {
          ReportedConfiguration configuration = key.configuration();
          if (numbers
              .matching(key.model(), configuration.method(), configuration.rank())
              .contains(row)) {
            matching.put(key, ofKey);
          }
        });
    boolean any = false;
    for (Map.Entry<PublishedTable.Key, List<ReportedTrial>> group : matching.entrySet()) {
      ReportMeasuredColumns measured =
          ReportMeasuredColumns.of(numbers, group.getValue(), evaluations::last);
      List<Optional<ReportedMean>> means = measured.means();
      List<Optional<ReportedMean>> shown = averaged ? means : means.subList(0, means.size() - 1);
      if (measured.columns().stream().anyMatch(values -> !values.isEmpty())) {
        any = true;
        cautions.addAll(measured.cautions());
        lines.addAll(
            measured(
                setting(group.getKey()),
                shown,
                measured.intervals(numbers.unit(), intervals),
                published));
      }
    }
    if (!any) {
      lines.add(new PaperTable.Line("measured", List.of("not measured")));
    }
    if (row.suspect() != null) {
      cautions.add(row.name() + ": " + row.suspect() + ".");
    }
    return new PaperTable.Group(
        title(row.method()),
        citations.of(row.method()),
        row.rank() == null ? "" : Long.toString(row.rank()),
        row.parameters() == null ? "" : row.parameters(),
        lines);
  }

  /**
   * Returns what tells a configuration from others of its method and rank; empty if nothing does.
   */
  private static String setting(PublishedTable.Key key) {
    List<String> parts = new ArrayList<>();
    key.configuration().others().forEach((name, value) -> parts.add(name + " " + value));
    return key.named(String.join(", ", parts));
  }

  private static List<PaperTable.Line> measured(
      String setting,
      List<Optional<ReportedMean>> means,
      List<Optional<Interval>> intervals,
      List<@Nullable Double> published) {
    List<String> values = new ArrayList<>();
    List<String> ranges = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      Optional<ReportedSample> sample = means.get(i).map(ReportedMean::sample);
      values.add(
          sample.map(of -> decimal(of.mean()) + " (" + of.size() + ")").orElse(NOT_MEASURED));
      ranges.add(intervals.get(i).map(PaperTables::text).orElse(sample.isEmpty() ? "" : "n/i"));
      differences.add(difference(sample, intervals.get(i), published.get(i)));
    }
    return List.of(
        new PaperTable.Line(setting.isEmpty() ? "measured" : "measured, " + setting, values),
        new PaperTable.Line("95 % interval", ranges),
        new PaperTable.Line("difference", differences));
  }

  private static String difference(
      Optional<ReportedSample> sample, Optional<Interval> interval, @Nullable Double published) {
    if (sample.isEmpty() || published == null) {
      return "";
    }
    String verdict = interval.map(of -> of.contains(published) ? "in" : "out").orElse("n/i");
    return ReportTable.signed(sample.get().mean() - published, PublishedTable.DECIMALS)
        + " "
        + verdict;
  }

  private static String text(Interval interval) {
    return String.format(
        Locale.ROOT, "[%s, %s]", decimal(interval.low()), decimal(interval.high()));
  }

  private static List<String> cells(List<@Nullable Double> values) {
    return values.stream()
        .map(value -> value == null ? "–" : decimal(value))
        .collect(Collectors.toList());
  }

  private static String decimal(double value) {
    return ReportTable.decimal(value, PublishedTable.DECIMALS);
  }
}
