package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.verdict.PublishedIntervals;
import org.dashsweep.jobs.verdict.Verdicts;

/** The sections of a report, in the order of the page. */
final class ReportSections {
  /** Folder of the published numbers, and name of the first table of them. */
  static final String PUBLISHED = "published";

  private final ReportedTrials sweep;
  private final Verdicts verdicts;
  private final ReportScope scope;
  private final ReportedEvaluations evaluations;
  private final TrialCurves curves;
  private final ReportedImages images;

  ReportSections(
      ReportedTrials sweep,
      Verdicts verdicts,
      ReportScope scope,
      ReportedEvaluations evaluations,
      TrialCurves curves,
      ReportedImages images) {
    this.sweep = sweep;
    this.verdicts = verdicts;
    this.scope = scope;
    this.evaluations = evaluations;
    this.curves = curves;
    this.images = images;
  }

  /** Returns all sections, those that show nothing among them. */
  List<Section> all() throws IOException {
    List<Section> sections = new ArrayList<>();
    sections.add(new VerdictSection(verdicts, scope.margin()).section());
    sections.add(results());
    sections.add(pictures());
    sections.add(published());
    scope.changes(sweep).ifPresent(changes -> sections.add(changes.section()));
    sections.add(
        PairedDifferences.addTo(new VerdictSection(verdicts, scope.margin()).pairs(), sweep));
    sections.add(SettingFigures.section(sweep));
    sections.add(AnalysisSection.of(sweep));
    sections.add(LearningCurves.section(sweep, curves));
    sections.add(
        Section.of("cost", "Parameters, time, memory")
            .drawing(CostFigures.of(sweep))
            .with(CostTable.of(sweep)));
    sections.add(ReportedDirections.read(sweep).section(sweep));
    sections.add(ReportedChangeRates.read(sweep).section());
    sections.add(Section.of("data", "Data sets").with(ReportedDataSets.table(sweep)));
    sections.add(
        Section.of("failures", "Trials without a result")
            .with(ReportTrialTables.failures(sweep), StoppedTrialsTable.table(sweep)));
    return sections.stream().map(section -> section.explained(sweep)).toList();
  }

  private Section results() throws IOException {
    return Section.of("summary", "Results")
        .saying(ReportSentences.best(sweep))
        .with(
            SummaryTable.of(sweep),
            SummaryTable.best(sweep),
            ReportDataSetTable.of(sweep, evaluations));
  }

  private Section pictures() {
    ImageMetricTables tables = new ImageMetricTables(images, evaluations);
    return Section.of(ImageGallery.SECTION, "Pictures").with(tables.means(), tables.differences());
  }

  private Section published() throws IOException {
    List<PublishedNumbers> kept = PublishedNumbers.kept(sweep.store(), PUBLISHED);
    Section section = Section.of(PUBLISHED, "Measured against published");
    if (kept.isEmpty()) {
      return section;
    }
    PublishedIntervals intervals = PublishedIntervals.read(sweep);
    for (PublishedNumbers numbers : kept) {
      int number = section.tables().size() + 1;
      String name = number == 1 ? PUBLISHED : PUBLISHED + "-" + number;
      PublishedTable table = PublishedTable.of(name, numbers, sweep, evaluations, intervals);
      if (!table.table().isEmpty()) {
        section = section.with(table.table()).warning(table.cautions());
      }
    }
    return section;
  }

  /** Returns the tables of sections and of their parts. */
  static List<ReportTable> tables(List<Section> sections) {
    return sections.stream()
        .flatMap(
            section -> Stream.concat(section.tables().stream(), tables(section.parts()).stream()))
        .toList();
  }

  /** Returns the figures of sections and of their parts. */
  static List<Figure> figures(List<Section> sections) {
    return sections.stream()
        .flatMap(
            section -> Stream.concat(section.figures().stream(), figures(section.parts()).stream()))
        .toList();
  }
}
