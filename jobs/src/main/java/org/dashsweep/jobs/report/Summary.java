package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.jobs.grouping.Grouping;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedIdentity;
import org.dashsweep.jobs.grouping.Survival;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.jobs.tables.TrialRowEssence;
import org.jspecify.annotations.Nullable;

/**
 * The means of trials by configuration and data set as text. It adds trials up one by one and keeps
 * nothing of them, so that tables may be of any size.
 *
 * @param lines a line for each configuration, a column for each data set, headings first; none if
 *     no trial has succeeded
 * @param notes what the lines do not say of their means, a sentence each
 */
public record Summary(List<List<String>> lines, List<String> notes) {
  private static final String NOTHING = "–";
  private static final int DECIMALS = 4;

  public Summary {
    lines = lines.stream().map(List::copyOf).toList();
    notes = List.copyOf(notes);
  }

  /** Sums up all committed trials. */
  public static Summary of(TableSnapshot snapshot) throws IOException {
    Sums sums = new Sums();
    snapshot.forEachEssence(sums::add);
    return sums.summary();
  }

  /** Sums up some trials. */
  public static Summary of(List<TrialRow> rows) {
    Sums sums = new Sums();
    rows.forEach(row -> sums.add(TrialRowEssence.of(row)));
    return sums.summary();
  }

  private static final class Sums {
    private final ReportedIdentity.Maker identities = new ReportedIdentity.Maker();
    private final Map<ReportedIdentity, ReportedMean.Builder> means = new HashMap<>();
    private final SortedSet<String> stopping = new TreeSet<>();
    private final ReportedStates states = new ReportedStates();
    private final Unmoved unmoved = new Unmoved();

    void add(TrialRowEssence trial) {
      ReportedMean.Builder mean =
          means.computeIfAbsent(identities.of(trial), identity -> new ReportedMean.Builder());
      if (trial.stoppedBy() != null) {
        stopping.add(trial.stoppedBy());
      }
      TrialRowEssence.@Nullable Result result = trial.result();
      if (result != null) {
        @Nullable String rule = trial.exploration();
        mean.add(
            result.value(), trial.program(), rule, rule == null ? "" : Survival.of(trial, rule));
        states.add(result.evaluated());
        unmoved.add(result.unmovedTensors());
      }
    }

    Summary summary() {
      Grouping grouping = Grouping.of(means.keySet());
      SortedSet<ReportColumn> columns = new TreeSet<>();
      SortedMap<ReportedConfiguration, Map<ReportColumn, ReportedMean>> rows = new TreeMap<>();
      List<ReportedMean> all = new ArrayList<>();
      means.forEach(
          (identity, builder) -> {
            if (identity.metric() != null) {
              ReportColumn column = grouping.column(identity);
              columns.add(column);
              ReportedMean mean = builder.mean(stopping);
              @Nullable ReportedMean other =
                  rows.computeIfAbsent(
                          grouping.configuration(identity), configuration -> new HashMap<>())
                      .put(column, mean);
              if (other != null) {
                throw new IllegalStateException("Two means for " + identity);
              }
              all.add(mean);
            }
          });
      if (rows.isEmpty()) {
        return new Summary(List.of(), List.of());
      }
      List<List<String>> lines = new ArrayList<>();
      List<String> headings = new ArrayList<>(List.of("mean"));
      columns.forEach(column -> headings.add(column.title()));
      lines.add(headings);
      rows.forEach(
          (configuration, ofColumns) -> {
            List<String> line = new ArrayList<>(List.of(configuration.label()));
            for (ReportColumn column : columns) {
              @Nullable ReportedMean mean = ofColumns.get(column);
              line.add(mean == null ? NOTHING : mean.text(DECIMALS));
            }
            lines.add(line);
          });
      List<String> notes = new ArrayList<>(ReportedMean.legend(all));
      states.sentence().ifPresent(notes::add);
      unmoved.sentence().ifPresent(notes::add);
      return new Summary(lines, notes);
    }
  }
}
