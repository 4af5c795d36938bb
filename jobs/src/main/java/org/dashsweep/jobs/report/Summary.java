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
import org.dashsweep.jobs.results.Snapshot;
import org.dashsweep.jobs.results.TrialEssence;
import org.dashsweep.jobs.results.TrialRow;
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
  public static Summary of(Snapshot snapshot) throws IOException {
    Sums sums = new Sums();
    snapshot.forEachEssence(sums::add);
    return sums.summary();
  }

  /** Sums up some trials. */
  public static Summary of(List<TrialRow> rows) {
    Sums sums = new Sums();
    rows.forEach(row -> sums.add(TrialEssence.of(row)));
    return sums.summary();
  }

  private static final class Sums {
    private final Identity.Maker identities = new Identity.Maker();
    private final Map<Identity, Mean.Builder> means = new HashMap<>();
    private final SortedSet<String> stopping = new TreeSet<>();
    private final States states = new States();
    private final Unmoved unmoved = new Unmoved();

    void add(TrialEssence trial) {
      Mean.Builder mean =
          means.computeIfAbsent(identities.of(trial), identity -> new Mean.Builder());
      if (trial.stoppedBy() != null) {
        stopping.add(trial.stoppedBy());
      }
      TrialEssence.@Nullable Result result = trial.result();
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
      SortedSet<Column> columns = new TreeSet<>();
      SortedMap<Configuration, Map<Column, Mean>> rows = new TreeMap<>();
      List<Mean> all = new ArrayList<>();
      means.forEach(
          (identity, builder) -> {
            if (identity.metric() != null) {
              Column column = grouping.column(identity);
              columns.add(column);
              Mean mean = builder.mean(stopping);
              @Nullable Mean other =
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
            for (Column column : columns) {
              @Nullable Mean mean = ofColumns.get(column);
              line.add(mean == null ? NOTHING : mean.text(DECIMALS));
            }
            lines.add(line);
          });
      List<String> notes = new ArrayList<>(Mean.legend(all));
      states.sentence().ifPresent(notes::add);
      unmoved.sentence().ifPresent(notes::add);
      return new Summary(lines, notes);
    }
  }
}
