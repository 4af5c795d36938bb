package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.jspecify.annotations.Nullable;

/** The lines of the paper's pictures, which it shows without numbers. */
final class PaperPictures {
  private static final Set<String> METRICS =
      Arrays.stream(ImageMetric.values()).map(ImageMetric::title).collect(Collectors.toSet());

  private PaperPictures() {}

  /** Returns whether a published column is of a metric of pictures. */
  static boolean isOfPictures(PublishedNumbers.Column column) {
    return METRICS.contains(column.title());
  }

  /**
   * Returns a group for each configuration that sampled pictures; none if none did.
   *
   * @param columns titles of metrics of pictures
   */
  static List<PaperTable.Group> groups(
      ReportedTrials trials,
      ReportedEvaluations evaluations,
      PaperCitations citations,
      List<String> columns)
      throws IOException {
    ReportedImages images = ReportedImages.read(trials);
    List<PaperTable.Group> groups = new ArrayList<>();
    ImageMetricTables measured = new ImageMetricTables(images, evaluations);
    for (ReportedConfiguration configuration : images.byConfiguration().keySet()) {
      List<String> values = new ArrayList<>();
      List<String> intervals = new ArrayList<>();
      for (String column : columns) {
        Optional<ResampledMean> mean = measured.mean(configuration, column);
        values.add(mean.map(of -> decimal(of.mean())).orElse("n/m"));
        intervals.add(mean.flatMap(ResampledMean::interval).map(PaperPictures::text).orElse("n/i"));
      }
      List<String> others = new ArrayList<>();
      configuration.others().forEach((name, value) -> others.add(name + " " + value));
      groups.add(
          new PaperTable.Group(
              Methods.named(configuration.method())
                  .map(MethodType::title)
                  .orElse(configuration.method()),
              citations.of(configuration.method()),
              configuration.rank() == null ? "" : Long.toString(configuration.rank()),
              "",
              List.of(
                  new PaperTable.Line("published", List.of("not printed")),
                  new PaperTable.Line(
                      others.isEmpty() ? "measured" : "measured, " + String.join(", ", others),
                      values),
                  new PaperTable.Line("95 % interval", intervals))));
    }
    return groups;
  }

  /** Returns published values, to as many decimals as they are printed. */
  static List<String> cells(List<@Nullable Double> values) {
    return values.stream().map(value -> value == null ? "–" : decimal(value)).toList();
  }

  private static String decimal(double value) {
    return ReportTable.decimal(value, SummaryTable.DECIMALS);
  }

  private static String text(ReportedSample.Interval interval) {
    return "[" + decimal(interval.low()) + ", " + decimal(interval.high()) + "]";
  }
}
