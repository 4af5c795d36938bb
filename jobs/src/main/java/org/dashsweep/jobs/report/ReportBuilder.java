package org.dashsweep.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.Grouping;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportPage.ChartView;
import org.dashsweep.jobs.report.ReportPage.Comparison;
import org.dashsweep.jobs.report.ReportPage.DifferencesView;
import org.dashsweep.jobs.report.ReportPage.Fact;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.jobs.verdict.PublishedIntervals;
import org.dashsweep.jobs.verdict.VerdictRow;
import org.dashsweep.jobs.verdict.Verdicts;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialStatus;

/** Writes the report on the trials of a store. */
public final class ReportBuilder {
  /** Rows of the page's table of all trials; the files beside it have them all. */
  private static final int TRIALS_SHOWN = 2_000;

  /** Trials, or comparisons, that are told one by one. */
  private static final int NAMED = 10;

  private static final String PUBLISHED = "published";
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ReportBuilder() {}

  /**
   * Keeps published numbers beside the tables, for reports to set what is measured against them.
   *
   * @param sweep name of the sweep whose file names them
   * @param text of the file that holds them
   */
  public static void keepPublished(ResultStore store, String sweep, String text)
      throws IOException {
    store.writeFile(PUBLISHED + "/" + sweep + ".yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes {@code report/index.html} below the store's directory, and beside it each of its tables
   * as Markdown, LaTeX and CSV.
   *
   * @return the page
   * @throws IOException if the store holds no trial, or a file cannot be read or written
   */
  public static Path write(ResultStore store) throws IOException {
    return write(store, ReportScope.union());
  }

  /**
   * The same of some of the trials, or with a comparison.
   *
   * @throws IOException if there is no such trial, or a file cannot be read or written
   */
  public static Path write(ResultStore store, ReportScope scope) throws IOException {
    ReportedTrials sweep = ReportedTrials.read(store, scope::includes);
    if (sweep.rows().isEmpty()) {
      throw new IOException(
          "cannot report on " + store.directory() + ": it has no finished trial; run the sweep");
    }
    ReportedEvaluations evaluations = new ReportedEvaluations(sweep);
    UnaryOperator<ReportTable> explained =
        table -> table.explained(ReportedMean.legend(table.remarks(), sweep.succeeded()));
    List<PairedDifferences> differences = PairedDifferences.all(sweep);
    ReportedDirections directions = ReportedDirections.read(sweep);
    ReportedChangeRates rates = ReportedChangeRates.read(sweep);
    Verdicts verdicts = Verdicts.of(sweep, scope.margin());
    ReportTable compared = VerdictTable.of(verdicts, scope.margin());
    ReportTable summary = explained.apply(SummaryTable.of(sweep));
    ReportTable best = explained.apply(SummaryTable.best(sweep));
    ReportTable data = ReportedDataSets.table(sweep);
    List<ReportTable> paired =
        differences.stream().map(of -> explained.apply(of.table(sweep))).toList();
    ReportTable cost = explained.apply(CostTable.of(sweep));
    ReportTable byConfiguration = directions.byConfiguration(sweep);
    ReportTable byModule = directions.byModule();
    ReportTable byDataSet = explained.apply(ReportDataSetTable.of(sweep, evaluations));
    List<PublishedTable> published =
        published(sweep, evaluations).stream()
            .map(found -> new PublishedTable(explained.apply(found.table()), found.cautions()))
            .toList();
    List<ReportedChanges> changes = scope.changes(sweep).stream().toList();
    ReportedImages images = ReportedImages.read(sweep);
    ImageMetricTables ofImages = new ImageMetricTables(images, evaluations);
    ReportTable imageMetrics = ofImages.means();
    ReportTable imageDifferences = ofImages.differences();
    ReportTable failures = ReportTrialTables.failures(sweep);
    ReportTable stopped = StoppedTrialsTable.table(sweep);
    ReportTable trials = ReportTrialTables.all(sweep);
    List<ReportTable> tables =
        new ArrayList<>(
            List.of(
                compared,
                summary,
                best,
                byDataSet,
                imageMetrics,
                imageDifferences,
                data,
                cost,
                byConfiguration,
                byModule,
                failures,
                stopped,
                trials));
    tables.addAll(paired);
    tables.addAll(rates.isEmpty() ? List.of() : rates.tables());
    published.forEach(comparison -> tables.add(comparison.table()));
    changes.forEach(change -> tables.add(change.table()));
    Set<String> files = new HashSet<>();
    for (ReportTable table : tables) {
      if (!table.isEmpty()) {
        for (ReportNumberFormat format : ReportNumberFormat.values()) {
          String name = table.name() + "." + format.extension();
          store.writeFile(
              scope.directory() + name, format.render(table).getBytes(StandardCharsets.UTF_8));
          files.add(name);
        }
      }
    }
    List<Chart> curves = LearningCurves.charts(sweep);
    List<Chart> histograms = directions.charts();
    List<Chart> rateCharts = new ChangeRateCharts(rates.analysis()).charts();
    ReportPage page =
        new ReportPage(
            distinct(sweep.rows(), TrialRow::sweep),
            verdicts(sweep, verdicts),
            warnings(sweep),
            facts(sweep),
            Stream.of(compared, summary, best, byDataSet).flatMap(t -> views(t).stream()).toList(),
            published.stream()
                .map(p -> new Comparison(ReportTableView.of(p.table()), p.cautions()))
                .toList(),
            changes.stream().map(ReportPage.ChangesView::of).toList(),
            Stream.of(imageMetrics, imageDifferences).flatMap(t -> views(t).stream()).toList(),
            ImageGallery.of(images, scope.upwards()),
            views(data),
            IntStream.range(0, paired.size())
                .filter(i -> !paired.get(i).isEmpty())
                .mapToObj(i -> DifferencesView.of(differences.get(i), paired.get(i)))
                .toList(),
            curves.stream().map(ChartView::of).toList(),
            views(cost),
            Stream.of(byConfiguration, byModule).flatMap(t -> views(t).stream()).toList(),
            histograms.stream().map(ChartView::of).toList(),
            rates.isEmpty()
                ? List.of()
                : rates.tables().stream().flatMap(t -> views(t).stream()).toList(),
            rateCharts.stream().map(ChartView::of).toList(),
            Stream.of(failures, stopped).flatMap(t -> views(t).stream()).toList(),
            ReportTrialTables.constants(sweep).entrySet().stream()
                .map(entry -> new Fact(entry.getKey(), entry.getValue()))
                .toList(),
            List.of(ReportTableView.anchored(trials.first(TRIALS_SHOWN))),
            Stream.of(curves, histograms, rateCharts).flatMap(List::stream).toList());
    // Last, so that whoever sees the page finds the files it links to.
    Path written =
        store.writeFile(
            scope.directory() + "index.html", page.html().getBytes(StandardCharsets.UTF_8));
    deleteStale(store, scope, tables, files);
    return written;
  }

  /** The files of an earlier report's tables that this one does not have. */
  private static void deleteStale(
      ResultStore store, ReportScope scope, List<ReportTable> tables, Set<String> files)
      throws IOException {
    Set<String> names = tables.stream().map(ReportTable::name).collect(Collectors.toSet());
    names.add(ReportedChanges.NAME);
    for (String file : store.fileNames(scope.directory())) {
      String name = file.substring(0, Math.max(0, file.lastIndexOf('.')));
      boolean ours = names.contains(name) || name.matches(PUBLISHED + "(-[0-9]+)?");
      if (ours && !files.contains(file)) {
        store.deleteFile(scope.directory() + file);
      }
    }
  }

  private static List<PublishedTable> published(
      ReportedTrials sweep, ReportedEvaluations evaluations) throws IOException {
    Map<String, PublishedNumbers> byContent = new LinkedHashMap<>();
    for (String file : sweep.store().fileNames(PUBLISHED)) {
      String name = PUBLISHED + "/" + file;
      Optional<byte[]> bytes = sweep.store().readFile(name);
      if (bytes.isPresent()) {
        String text = new String(bytes.get(), StandardCharsets.UTF_8);
        // Several sweeps may have named one file.
        byContent.putIfAbsent(text, PublishedNumbers.parse(name, text));
      }
    }
    List<PublishedTable> tables = new ArrayList<>();
    if (byContent.isEmpty()) {
      return tables;
    }
    PublishedIntervals intervals = PublishedIntervals.read(sweep);
    for (PublishedNumbers numbers : byContent.values()) {
      String name = tables.isEmpty() ? PUBLISHED : PUBLISHED + "-" + (tables.size() + 1);
      PublishedTable table = PublishedTable.of(name, numbers, sweep, evaluations, intervals);
      if (!table.table().isEmpty()) {
        tables.add(table);
      }
    }
    return tables;
  }

  private static List<ReportTableView> views(ReportTable table) {
    return table.isEmpty() ? List.of() : List.of(ReportTableView.of(table));
  }

  private static long count(ReportedTrials sweep, TrialStatus status) {
    return sweep.rows().stream().filter(row -> row.status() == status).count();
  }

  private static List<String> verdicts(ReportedTrials sweep, Verdicts verdicts) {
    List<String> sentences = new ArrayList<>();
    long failed = count(sweep, TrialStatus.FAILED);
    long stopped = count(sweep, TrialStatus.STOPPED);
    sentences.add(
        String.format(
            Locale.ROOT,
            "%d of %d finished trials succeeded%s",
            sweep.succeeded().size(),
            sweep.rows().size(),
            (stopped == 0 ? "" : "; " + stopped + " stopped early")
                + (failed == 0 ? "." : "; " + failed + " failed.")));
    sentences.addAll(compared(verdicts));
    for (ReportColumn column : sweep.columns()) {
      ReportedMetric metric = column.metric();
      Map<ReportedConfiguration, List<ReportedTrial>> groups = sweep.byConfiguration(column);
      int configurations = groups.size();
      Map.Entry<ReportedConfiguration, List<ReportedTrial>> best =
          groups.entrySet().stream()
              .reduce(
                  (a, b) ->
                      metric.isBetter(
                              SummaryTable.sample(b.getValue()).mean(),
                              SummaryTable.sample(a.getValue()).mean())
                          ? b
                          : a)
              .orElseThrow();
      ReportedMean mean = ReportedMean.of(best.getValue(), ReportedTrial::value);
      if (Double.isNaN(mean.sample().mean())) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%s: no configuration has a mean %s: it is undefined for a trial of each.",
                column.name(),
                metric.name()));
        continue;
      }
      int size = mean.sample().size();
      String seeds = size == 1 ? "one seed" : size + " seeds";
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s: the best mean %s is %s, of %s (%s).",
              column.name(),
              metric.name(),
              ReportTable.decimal(mean.sample().mean(), SummaryTable.DECIMALS),
              best.getKey().label(),
              Stream.of(Stream.of(seeds), mean.marks().stream(), chosen(configurations))
                  .flatMap(part -> part)
                  .collect(Collectors.joining("; "))));
    }
    return sentences;
  }

  /** The comparisons of the program's own method come first; the table has the others. */
  private static List<String> compared(Verdicts verdicts) {
    List<String> all = verdicts.headlines().stream().map(VerdictRow::sentence).toList();
    List<String> sentences = new ArrayList<>(all.subList(0, Math.min(NAMED, all.size())));
    if (all.size() > NAMED) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "The table of every pair of methods has %,d comparisons more.",
              all.size() - NAMED));
    }
    return sentences;
  }

  private static Stream<String> chosen(int configurations) {
    return configurations == 1
        ? Stream.empty()
        : Stream.of("the largest of " + configurations + " means on these rows, which flatters it");
  }

  private static List<String> warnings(ReportedTrials sweep) {
    List<String> warnings = new ArrayList<>(random(sweep));
    warnings.addAll(ReportedBaselines.violations(sweep));
    Map<String, List<ReportColumn>> byTask =
        sweep.columns().stream()
            .filter(column -> !column.difference().isEmpty())
            .collect(Collectors.groupingBy(ReportColumn::task, TreeMap::new, Collectors.toList()));
    byTask.forEach(
        (task, columns) ->
            warnings.add(
                String.format(
                    Locale.ROOT,
                    "%s: trials were evaluated on different rows, which stand in columns of their own: %s.",
                    task,
                    columns.stream()
                        .map(ReportColumn::difference)
                        .distinct()
                        .collect(Collectors.joining("; ")))));
    if (sweep.grouping().axes().contains(Grouping.MODEL_CONTENT)
        || sweep.grouping().axes().contains(Grouping.DATA_CONTENT)) {
      warnings.add(
          "Trials with equal settings had models or training rows of different content; the tables"
              + " keep them apart by it.");
    }
    for (MethodType type : Methods.ALL) {
      if (type.beforeLaunch().isPresent()) {
        warnings.addAll(unlaunched(sweep, type, ReportedMethodStates.beforeLaunch(type.name())));
      }
    }
    warnings.addAll(Unmoved.sentences(sweep.succeeded()));
    return warnings;
  }

  /** The models that have never learned anything. */
  private static List<String> random(ReportedTrials sweep) {
    return sweep.rows().stream()
        .map(row -> String.valueOf(row.parameter(SearchSpace.MODEL.name())))
        .distinct()
        .filter(ModelSource::isRandom)
        .map(model -> model + " has random weights: the numbers of this page mean nothing.")
        .toList();
  }

  /** The trials of a method that are not known to be its own. */
  private static List<String> unlaunched(ReportedTrials sweep, MethodType type, String state) {
    List<String> ids =
        sweep.succeeded().stream()
            .filter(trial -> trial.identity().method().equals(type.name() + state))
            .map(ReportedTrial::id)
            .toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "%d %s trials were evaluated%s and count as no %s result: %s.",
            ids.size(),
            type.title(),
            state,
            type.title(),
            ids.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (ids.size() > NAMED ? ", …" : "")));
  }

  private static List<Fact> facts(ReportedTrials sweep) {
    List<TrialRow> rows = sweep.rows();
    Instant start = rows.stream().map(TrialRow::startedAt).min(Comparator.naturalOrder()).get();
    Instant end = rows.stream().map(TrialRow::finishedAt).max(Comparator.naturalOrder()).get();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("ran", MINUTE.format(start) + " to " + MINUTE.format(end)));
    facts.add(new Fact("machines", distinct(rows, TrialRow::host)));
    facts.add(
        new Fact(
            "devices",
            distinct(
                sweep.succeeded(),
                trial ->
                    trial.measured().computing().device()
                        + ", "
                        + trial.measured().computing().threads()
                        + (trial.measured().computing().threads() == 1 ? " thread" : " threads")
                        + " a trial")));
    facts.add(new Fact("Dash Sweep", distinct(rows, row -> row.software().dashSweepVersion())));
    facts.add(new Fact("Java", distinct(rows, row -> row.software().javaVersion())));
    facts.add(new Fact("PyTorch", distinct(rows, row -> row.software().pytorchVersion())));
    facts.add(new Fact("Spark", distinct(rows, row -> row.software().sparkVersion())));
    facts.add(
        new Fact(
            "models",
            distinct(
                rows,
                row -> row.parameter(SearchSpace.MODEL.name()) + " " + row.modelFingerprint())));
    facts.add(
        new Fact(
            "data sets",
            distinct(rows, row -> ReportedTrials.task(row) + " " + row.dataFingerprint())));
    facts.add(new Fact("tables", sweep.store().directory().toString()));
    return facts;
  }

  private static <T> String distinct(List<T> rows, Function<T, String> value) {
    return String.join(
        "; ", rows.stream().map(value).collect(Collectors.toCollection(TreeSet::new)));
  }
}
