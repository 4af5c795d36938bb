package org.dashsweep.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportPage.Fact;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.jobs.verdict.Verdicts;

/** Writes the report on the trials of a store. */
public final class ReportBuilder {
  /** Rows of the page's table of all trials; the files beside it have them all. */
  private static final int TRIALS_SHOWN = 2_000;

  private ReportBuilder() {}

  /**
   * Keeps published numbers beside the tables, for reports to set what is measured against them.
   *
   * @param sweep name of the sweep whose file names them
   * @param text of the file that holds them
   */
  public static void keepPublished(ResultStore store, String sweep, String text)
      throws IOException {
    store.writeFile(
        ReportSections.PUBLISHED + "/" + sweep + ".yaml", text.getBytes(StandardCharsets.UTF_8));
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
    Verdicts verdicts = Verdicts.of(sweep, scope.margin());
    ReportedEvaluations evaluations = new ReportedEvaluations(sweep);
    TrialCurves curves = TrialCurves.read(sweep);
    ReportedImages images = ReportedImages.read(sweep);
    List<Section> sections =
        new ReportSections(sweep, verdicts, scope, evaluations, curves, images).all();
    ReportTable trials = ReportTrialTables.all(sweep);
    List<ReportTable> tables = new ArrayList<>(ReportSections.tables(sections));
    tables.add(trials);
    Set<String> files = writeTables(store, scope, tables);
    ReportPage page =
        new ReportPage(
            ReportProvenance.distinct(sweep.rows(), TrialRow::sweep),
            Stream.of(
                    List.of(ReportSentences.trials(sweep)),
                    ReportSentences.random(sweep),
                    new VerdictSection(verdicts, scope.margin()).opening())
                .flatMap(List::stream)
                .toList(),
            ReportPage.warnings(ReportSentences.warnings(sweep)),
            ReportPage.sections(sections, ImageGallery.of(images, scope.upwards())),
            ReportProvenance.facts(sweep),
            ReportTrialTables.constants(sweep).entrySet().stream()
                .map(entry -> new Fact(entry.getKey(), entry.getValue()))
                .toList(),
            ReportTableView.anchored(trials.first(TRIALS_SHOWN)),
            ReportSections.figures(sections),
            TrialDetails.of(
                sweep,
                sweep.rows().subList(0, Math.min(TRIALS_SHOWN, sweep.rows().size())),
                curves,
                evaluations));
    // Last, so that whoever sees the page finds the files it links to.
    Path written =
        store.writeFile(
            scope.directory() + "index.html", page.html().getBytes(StandardCharsets.UTF_8));
    deleteStale(store, scope, tables, files);
    return written;
  }

  /** Writes the tables that have rows, and returns the names of the files. */
  private static Set<String> writeTables(
      ResultStore store, ReportScope scope, List<ReportTable> tables) throws IOException {
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
    return files;
  }

  /** The files of an earlier report's tables that this one does not have. */
  private static void deleteStale(
      ResultStore store, ReportScope scope, List<ReportTable> tables, Set<String> files)
      throws IOException {
    Set<String> names = tables.stream().map(ReportTable::name).collect(Collectors.toSet());
    names.add(ReportedChanges.NAME);
    for (String file : store.fileNames(scope.directory())) {
      String name = file.substring(0, Math.max(0, file.lastIndexOf('.')));
      boolean ours = names.contains(name) || name.matches(ReportSections.PUBLISHED + "(-[0-9]+)?");
      if (ours && !files.contains(file)) {
        store.deleteFile(scope.directory() + file);
      }
    }
  }
}
