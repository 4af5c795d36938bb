package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;

/**
 * A method minus its baseline, trial by trial, such as LoRA-Dash minus LoRA: two trials are a pair
 * if they agree in everything but the method and what only one of the methods has. Seeds that are
 * hard for one method tend to be hard for the other, so differences within pairs spread less than
 * the methods' own values.
 *
 * @param treatment the method
 * @param pairs by column and the configuration of the method's trials
 * @param unpaired trials of the method that none of the baseline corresponds to
 * @param unlaunched trials of the method that were evaluated before their launch
 */
record PairedDifferences(
    MethodType treatment,
    SortedMap<ReportColumn, SortedMap<ReportedConfiguration, List<Pair>>> pairs,
    List<ReportedTrial> unpaired,
    List<ReportedTrial> unlaunched) {
  private static final String NAME = "differences";
  private static final double CONFIDENCE = 0.95;
  private static final int FEW = 5;

  /** Two trials that differ in their method alone. */
  record Pair(ReportedTrial treatment, ReportedTrial baseline) {
    double difference() {
      return treatment.value() - baseline.value();
    }

    /** The larger of the two values, without its sign. */
    double magnitude() {
      return Math.max(Math.abs(treatment.value()), Math.abs(baseline.value()));
    }
  }

  /** Returns the differences of every method that has a baseline, the program's own first. */
  static List<PairedDifferences> all(ReportedTrials sweep) {
    return Methods.ALL.stream()
        .filter(type -> type.baseline().isPresent())
        .sorted(Comparator.comparing(type -> !type.equals(Methods.SUBJECT)))
        .map(type -> of(sweep, type))
        .toList();
  }

  private static PairedDifferences of(ReportedTrials sweep, MethodType type) {
    List<ReportedTrial> treatments = ofMethod(sweep, type.name());
    List<ReportedTrial> baselines = ofMethod(sweep, type.baseline().orElseThrow().name());
    Set<String> shared = new TreeSet<>(settings(treatments));
    shared.retainAll(settings(baselines));
    // One baseline trial may serve several treatments, so it is looked up, not used up.
    Map<List<Object>, ReportedTrial> byKey = new LinkedHashMap<>();
    baselines.forEach(trial -> byKey.putIfAbsent(key(sweep, trial, shared), trial));

    SortedMap<ReportColumn, SortedMap<ReportedConfiguration, List<Pair>>> pairs = new TreeMap<>();
    List<ReportedTrial> unpaired = new ArrayList<>();
    for (ReportedTrial treatment : treatments) {
      ReportedTrial baseline = byKey.get(key(sweep, treatment, shared));
      if (baseline == null) {
        unpaired.add(treatment);
      } else {
        pairs
            .computeIfAbsent(sweep.column(treatment), column -> new TreeMap<>())
            .computeIfAbsent(sweep.configuration(treatment), key -> new ArrayList<>())
            .add(new Pair(treatment, baseline));
      }
    }
    List<ReportedTrial> unlaunched =
        sweep.succeeded().stream()
            .filter(trial -> trial.identity().method().startsWith(type.name() + " "))
            .toList();
    return new PairedDifferences(type, pairs, unpaired, unlaunched);
  }

  /** Adds a part to a section for each method that has a baseline. */
  static Section addTo(Section section, ReportedTrials sweep) {
    List<PairedDifferences> all = all(sweep);
    List<Section> parts = new ArrayList<>();
    for (PairedDifferences of : all) {
      ReportTable table = of.table(sweep);
      Section part = Section.of(of.name(), of.title()).with(table);
      parts.add(table.isEmpty() ? part : part.warning(of.leftOut()));
    }
    return section.warning(cautions(all)).holding(parts);
  }

  /** The name of its table and of its section. */
  String name() {
    return treatment.equals(Methods.SUBJECT) ? NAME : NAME + "-" + treatment.name();
  }

  /** The heading of its section. */
  String title() {
    return treatment.title() + " against " + treatment.baseline().orElseThrow().title();
  }

  private String baseline() {
    return treatment.baseline().orElseThrow().name();
  }

  ReportTable table(ReportedTrials sweep) {
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("data set"));
    headings.add(Heading.number("rank"));
    sweep.grouping().axes().forEach(name -> headings.add(Heading.number(name)));
    headings.add(Heading.number(baseline()));
    headings.add(Heading.number(treatment.name()));
    headings.add(Heading.sample("difference"));
    headings.add(
        new Heading(
            "95 % interval",
            ReportTable.Alignment.NUMBER, List.of("interval low", "interval high")));
    headings.add(Heading.text("reading"));
    List<List<Cell>> rows = new ArrayList<>();
    pairs.forEach(
        (column, configurations) ->
            configurations.forEach(
                (configuration, trials) ->
                    rows.add(row(sweep, headings, column, configuration, trials))));
    return new ReportTable(
        name(),
        String.format(
                Locale.ROOT,
                "%s − %s, paired by everything but the method; mean ± standard deviation of the differences",
                treatment.name(),
                baseline())
            + " (number of pairs) and the interval of Student's t for their mean. It is for new seeds"
            + " on these rows, one comparison at a time; the verdicts are for new rows too, and"
            + " corrected for all comparisons.",
        headings,
        rows);
  }

  /** Returns the cautions that a reader needs before believing an interval. */
  private static List<String> cautions(List<PairedDifferences> all) {
    List<List<Pair>> configurations =
        all.stream()
            .flatMap(of -> of.pairs.values().stream())
            .flatMap(of -> of.values().stream())
            .toList();
    List<String> cautions = new ArrayList<>();
    if (configurations.stream().anyMatch(trials -> trials.size() == 1)) {
      cautions.add("One pair is an anecdote: it has no interval.");
    }
    if (configurations.stream().anyMatch(trials -> trials.size() == 2)) {
      cautions.add(
          "With two pairs the 95 % interval is 9 standard deviations of the differences to either"
              + " side (t = 12.7 at one degree of freedom): it says very little, whether or not it"
              + " holds zero. Five or more seeds make it useful.");
    }
    if (configurations.stream().anyMatch(trials -> trials.size() > 2 && trials.size() < FEW)) {
      cautions.add(
          "With three or four pairs the interval is wide and leans on the differences being"
              + " normally distributed.");
    }
    long intervals =
        configurations.stream()
            .filter(trials -> differences(trials).interval(CONFIDENCE).isPresent())
            .count();
    if (intervals > 1) {
      cautions.add(
          String.format(
              Locale.ROOT,
              "There are %d intervals below. Were there no difference at all, each would still miss"
                  + " zero one time in twenty.",
              intervals));
    }
    return cautions;
  }

  /** Names the trials that the table lacks. */
  private List<String> leftOut() {
    List<String> sentences = new ArrayList<>();
    if (!unpaired.isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Left out for want of a %s trial to pair with: %s.",
              baseline(),
              ids(unpaired)));
    }
    if (!unlaunched.isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Left out because the state that was evaluated is not known to be after the launch: %s.",
              ids(unlaunched)));
    }
    return sentences;
  }

  private static String ids(List<ReportedTrial> trials) {
    return trials.stream().map(ReportedTrial::id).collect(Collectors.joining(", "));
  }

  private List<Cell> row(
      ReportedTrials sweep,
      List<Heading> headings,
      ReportColumn column,
      ReportedConfiguration configuration,
      List<Pair> pairs) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(column.name()));
    List<Cell> identity = SummaryTable.configurationCells(sweep, configuration);
    cells.addAll(identity.subList(1, identity.size()));
    cells.add(mean(pairs.stream().map(Pair::baseline).toList()));
    cells.add(mean(pairs.stream().map(Pair::treatment).toList()));
    ReportedSample sample = differences(pairs);
    Cell difference =
        Cell.of(
            ReportedMean.of(
                pairs.stream()
                    .flatMap(pair -> Stream.of(pair.treatment(), pair.baseline()))
                    .toList(),
                sample),
            SummaryTable.DECIMALS);
    String text = difference.text();
    cells.add(
        difference
            .withText(text.startsWith("−") || Double.isNaN(sample.mean()) ? text : "+" + text)
            .withTraces(pairs.stream().map(PairedDifferences::trace).toList()));
    cells.add(
        sample
            .interval(CONFIDENCE)
            .map(PairedDifferences::intervalCell)
            .orElseGet(() -> Cell.empty(headings.get(cells.size()))));
    cells.add(Cell.of(reading(sample, column.metric(), treatment)));
    return cells;
  }

  /** The differences, of which those that differ by rounding alone are equal. */
  static ReportedSample differences(List<Pair> pairs) {
    return ReportedSample.ofDifferences(
        pairs.stream().map(Pair::difference).toList(),
        pairs.stream().mapToDouble(Pair::magnitude).max().orElse(0));
  }

  /** Returns the reading of a difference and its interval, in words. */
  static String reading(ReportedSample sample, ReportedMetric metric, MethodType treatment) {
    if (Double.isNaN(sample.mean())) {
      return "undefined: a trial's metric has no value";
    }
    if (sample.size() == 1) {
      return "one pair: no interval";
    }
    if (sample.standardDeviation() == 0) {
      return sample.mean() == 0
          ? "no difference in any pair"
          : "the same difference in every pair: no interval";
    }
    boolean holdsZero = sample.interval(CONFIDENCE).map(i -> i.contains(0)).orElse(true);
    if (sample.size() == 2) {
      return "two pairs: too few to tell";
    }
    if (holdsZero) {
      return "cannot be told: the interval holds 0";
    }
    MethodType better =
        metric.isBetter(sample.mean(), 0) ? treatment : treatment.baseline().orElseThrow();
    return better.name()
        + " is better on these rows, before correction"
        + (sample.size() < FEW ? ", on few pairs" : "");
  }

  private static Cell mean(List<ReportedTrial> trials) {
    return Cell.ofMeanAlone(ReportedMean.of(trials, ReportedTrial::value), SummaryTable.DECIMALS);
  }

  private static Cell intervalCell(ReportedSample.Interval interval) {
    return new Cell(
        ReportTable.signed(interval.low(), SummaryTable.DECIMALS)
            + " … "
            + ReportTable.signed(interval.high(), SummaryTable.DECIMALS),
        List.of(Double.toString(interval.low()), Double.toString(interval.high())),
        Emphasis.NONE,
        List.of());
  }

  private static Trace trace(Pair pair) {
    return new Trace(
        pair.treatment().seedLabel()
            + ": "
            + ReportTable.signed(pair.difference(), SummaryTable.DECIMALS + 1),
        List.of(pair.treatment().id(), pair.baseline().id()));
  }

  private static List<ReportedTrial> ofMethod(ReportedTrials sweep, String method) {
    return sweep.succeeded().stream()
        .filter(trial -> trial.identity().method().equals(method))
        .toList();
  }

  private static Set<String> settings(List<ReportedTrial> trials) {
    return trials.stream()
        .flatMap(trial -> trial.identity().settings().keySet().stream())
        .collect(Collectors.toSet());
  }

  private static List<Object> key(ReportedTrials sweep, ReportedTrial trial, Set<String> shared) {
    SortedMap<String, Object> settings = new TreeMap<>(trial.identity().settings());
    settings.keySet().retainAll(shared);
    return List.of(
        settings,
        String.valueOf(trial.row().parameter(ReportedTrials.SEED)),
        trial.identity().model(),
        trial.identity().data(),
        sweep.column(trial));
  }
}
