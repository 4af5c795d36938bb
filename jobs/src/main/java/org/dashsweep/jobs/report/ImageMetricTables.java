package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.report.ReportTable.Alignment;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportedImages.Shown;
import org.dashsweep.jobs.report.ResampledMean.Measured;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/** The tables of the pictures' metrics: means of each configuration, and differences of pairs. */
final class ImageMetricTables {
  private static final String INTERVALS =
      " In parentheses the 95 % bootstrap interval, which is too narrow for a few subjects (the"
          + " verdicts allow for their number). It resamples subjects and their prompts (2,000"
          + " times): the seeds of one picture share its prompt, and the prompts of one subject its"
          + " photos.";

  private final ReportedImages images;
  private final ReportedEvaluations evaluations;

  ImageMetricTables(ReportedImages images, ReportedEvaluations evaluations) {
    this.images = images;
    this.evaluations = evaluations;
  }

  /** Means over subjects and prompts, between their bounds. */
  ReportTable means() {
    List<Heading> headings = new ArrayList<>(SummaryTable.configurationHeadings(images.sweep()));
    Arrays.stream(ImageMetric.values()).forEach(metric -> headings.add(heading(metric)));
    headings.add(Heading.number("pictures"));
    headings.add(Heading.number("nan or black"));
    List<List<Cell>> rows = new ArrayList<>();
    bound("photos among themselves", ImageMetric::upper, headings).ifPresent(rows::add);
    images
        .byConfiguration()
        .forEach(
            (configuration, pictures) -> {
              List<Cell> row =
                  new ArrayList<>(SummaryTable.configurationCells(images.sweep(), configuration));
              for (ImageMetric metric : ImageMetric.values()) {
                row.add(cell(measured(pictures, metric), headings.get(row.size())));
              }
              row.add(Cell.of(pictures.size()));
              row.add(
                  Cell.of(
                      pictures.stream().filter(each -> !each.image().flags().isEmpty()).count()));
              rows.add(row);
            });
    bound("photos of another subject", ImageMetric::lower, headings).ifPresent(rows::add);
    return new ReportTable(
        "image-metrics",
        "Means over subjects of the means over their prompts. The subject's photos among themselves"
            + " are a reference for DINO and CLIP-I, another subject's photos one from below."
            + INTERVALS,
        headings,
        images.isEmpty() ? List.of() : rows);
  }

  /**
   * Returns the mean of one configuration's pictures; empty if none has a value.
   *
   * @param title of a metric
   */
  Optional<ResampledMean> mean(ReportedConfiguration configuration, String title) {
    List<Shown> pictures = images.byConfiguration().getOrDefault(configuration, List.of());
    return Arrays.stream(ImageMetric.values())
        .filter(metric -> metric.title().equals(title))
        .map(metric -> measured(pictures, metric))
        .filter(values -> !values.isEmpty())
        .map(ResampledMean::of)
        .findFirst();
  }

  private static Heading heading(ImageMetric metric) {
    return new Heading(
        metric.title(),
        Alignment.NUMBER,
        List.of(metric.title(), metric.title() + " low", metric.title() + " high"));
  }

  /** A row of what no picture is measured for. */
  private Optional<List<Cell>> bound(
      String title, Function<ImageMetric, String> name, List<Heading> headings) {
    List<Cell> row = new ArrayList<>();
    row.add(Cell.of(title));
    int first = SummaryTable.configurationHeadings(images.sweep()).size();
    while (row.size() < first) {
      row.add(Cell.empty(headings.get(row.size())));
    }
    boolean any = false;
    for (ImageMetric metric : ImageMetric.values()) {
      List<Measured> values = bounds(name.apply(metric));
      any |= !values.isEmpty();
      row.add(cell(values, headings.get(row.size())));
    }
    row.add(Cell.empty(headings.get(row.size())));
    row.add(Cell.empty(headings.get(row.size())));
    return any ? Optional.of(row) : Optional.empty();
  }

  /** One value of each subject, which all of its trials have. */
  private List<Measured> bounds(String name) {
    Map<String, Measured> bySubject = new TreeMap<>();
    for (ReportedTrial trial : images.sweep().succeeded()) {
      for (TrialResult.Evaluation row : evaluations.of(trial.id())) {
        if (row.metric().equals(name) && !Double.isNaN(row.value())) {
          bySubject.putIfAbsent(row.dataset(), new Measured(row.dataset(), 0, row.value()));
        }
      }
    }
    return List.copyOf(bySubject.values());
  }

  private static List<Measured> measured(List<Shown> pictures, ImageMetric metric) {
    List<Measured> values = new ArrayList<>();
    for (Shown each : pictures) {
      @Nullable Double value = metric.of(each.image());
      if (value != null) {
        values.add(new Measured(each.image().subject(), each.image().promptIndex(), value));
      }
    }
    return values;
  }

  private static Cell cell(List<Measured> values, Heading heading) {
    if (values.isEmpty()) {
      return Cell.empty(heading);
    }
    ResampledMean mean = ResampledMean.of(values);
    String text = ReportTable.decimal(mean.mean(), SummaryTable.DECIMALS);
    return withInterval(text, mean);
  }

  private static Cell withInterval(String text, ResampledMean mean) {
    ReportedSample.@Nullable Interval interval = mean.interval().orElse(null);
    return new Cell(
        interval == null
            ? text
            : String.format(
                Locale.ROOT,
                "%s (%s … %s)",
                text,
                ReportTable.decimal(interval.low(), SummaryTable.DECIMALS),
                ReportTable.decimal(interval.high(), SummaryTable.DECIMALS)),
        List.of(
            Double.toString(mean.mean()),
            interval == null ? "" : Double.toString(interval.low()),
            interval == null ? "" : Double.toString(interval.high())),
        Emphasis.NONE,
        List.of());
  }

  /** Differences between configurations, paired by subject, prompt, noise and seed. */
  ReportTable differences() {
    List<Heading> headings = new ArrayList<>(SummaryTable.configurationHeadings(images.sweep()));
    headings.add(Heading.text("against"));
    Arrays.stream(ImageMetric.values()).forEach(metric -> headings.add(heading(metric)));
    headings.add(Heading.number("pairs"));
    SortedMap<ReportedConfiguration, List<Shown>> groups = images.byConfiguration();
    List<List<Cell>> rows = new ArrayList<>();
    groups.forEach(
        (configuration, pictures) ->
            baselines(configuration, groups.keySet())
                .forEach(
                    baseline -> {
                      List<Cell> row =
                          row(
                              headings,
                              configuration,
                              baseline,
                              Pairs.of(pictures, groups, baseline));
                      if (!row.isEmpty()) {
                        rows.add(row);
                      }
                    }));
    return new ReportTable(
        "image-differences",
        "Differences of pictures that start from the same noise for the same prompt, of trials of"
            + " the same seed where both have one."
            + INTERVALS,
        headings,
        rows);
  }

  private List<Cell> row(
      List<Heading> headings,
      ReportedConfiguration configuration,
      ReportedConfiguration baseline,
      List<Pairs.Pair> pairs) {
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<Cell> row =
        new ArrayList<>(SummaryTable.configurationCells(images.sweep(), configuration));
    row.add(Cell.of(baseline.label()));
    for (ImageMetric metric : ImageMetric.values()) {
      List<Measured> values = pairs.stream().flatMap(pair -> pair.difference(metric)).toList();
      if (values.isEmpty()) {
        row.add(Cell.empty(headings.get(row.size())));
      } else {
        ResampledMean mean = ResampledMean.of(values);
        row.add(withInterval(ReportTable.signed(mean.mean(), SummaryTable.DECIMALS), mean));
      }
    }
    row.add(Cell.of(pairs.size()));
    return row;
  }

  /** The untuned model, and the configuration of the method's baseline that is alike. */
  private static List<ReportedConfiguration> baselines(
      ReportedConfiguration configuration, Set<ReportedConfiguration> all) {
    if (!ReportedMethodStates.trains(configuration.method())) {
      return List.of();
    }
    Optional<String> baseline =
        Methods.named(configuration.method()).flatMap(MethodType::baseline).map(MethodType::name);
    return Stream.concat(
            all.stream().filter(other -> !ReportedMethodStates.trains(other.method())),
            all.stream()
                .filter(other -> baseline.filter(other.method()::equals).isPresent())
                .filter(other -> isAlike(configuration, other)))
        .toList();
  }

  private static boolean isAlike(ReportedConfiguration one, ReportedConfiguration other) {
    Set<String> shared = new HashSet<>(one.others().keySet());
    shared.retainAll(other.others().keySet());
    return Objects.equals(one.rank(), other.rank())
        && shared.stream()
            .allMatch(name -> Objects.equals(one.others().get(name), other.others().get(name)));
  }

  /** Pictures of two configurations that differ in nothing else. */
  private static final class Pairs {
    private Pairs() {}

    record Key(String subject, int prompt, int image, long noise, String seed) {}

    record Pair(TrialResult.Image treatment, TrialResult.Image baseline) {
      Stream<Measured> difference(ImageMetric metric) {
        @Nullable Double one = metric.of(treatment);
        @Nullable Double other = metric.of(baseline);
        return one == null || other == null
            ? Stream.empty()
            : Stream.of(new Measured(treatment.subject(), treatment.promptIndex(), one - other));
      }
    }

    static List<Pair> of(
        List<Shown> treatments,
        Map<ReportedConfiguration, List<Shown>> groups,
        ReportedConfiguration baseline) {
      boolean seeded = ReportedMethodStates.trains(baseline.method());
      Map<Key, TrialResult.Image> known = new HashMap<>();
      groups
          .getOrDefault(baseline, List.of())
          .forEach(each -> known.putIfAbsent(key(each, seeded), each.image()));
      List<Pair> pairs = new ArrayList<>();
      for (Shown each : treatments) {
        TrialResult.@Nullable Image other = known.get(key(each, seeded));
        if (other != null) {
          pairs.add(new Pair(each.image(), other));
        }
      }
      return pairs;
    }

    private static Key key(Shown shown, boolean seeded) {
      TrialResult.Image image = shown.image();
      return new Key(
          image.subject() + "\n" + image.prompt(),
          image.promptIndex(),
          image.imageIndex(),
          image.noiseSeed(),
          seeded ? shown.trial().seedLabel() : "");
    }
  }
}
