package org.dashsweep.jobs.analysis;

import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The settings that vary among the trials of a task, without those that follow from another one,
 * from the seed, or from the method and another one.
 *
 * <p>{@code alpha: 2 * rank} follows from the rank, and a parameter that one method alone has from
 * the method. A setting follows from others if trials with equal values of those agree in it, and
 * the combinations are few enough to show it: half as many as trials.
 */
final class SettingSelection {
  private static final String GROUPS = "groups";

  private final Dataset<Row> trials;
  private final long count;

  private SettingSelection(Dataset<Row> trials) {
    this.trials = trials;
    this.count = trials.count();
  }

  /** Returns the columns of the settings, in order of preference. */
  static List<SettingColumn> of(Dataset<Row> trials) {
    return new SettingSelection(trials).select();
  }

  private List<SettingColumn> select() {
    List<SettingColumn> open = varying(SettingColumn.all());
    open = without(open, List.of(TrialFrames.SEED));
    List<SettingColumn> kept = new ArrayList<>();
    while (!open.isEmpty()) {
      SettingColumn next = open.get(0);
      kept.add(next);
      open = without(open.subList(1, open.size()), List.of(next.keyColumn()));
      if (kept.size() > 1) {
        open = without(open, List.of(kept.get(0).keyColumn(), next.keyColumn()));
      }
    }
    return kept;
  }

  private List<SettingColumn> varying(List<SettingColumn> all) {
    Column[] differs =
        all.stream()
            .map(each -> min(each.keyColumn()).notEqual(max(each.keyColumn())))
            .toArray(Column[]::new);
    Row row = trials.agg(count(lit(1)), differs).head();
    List<SettingColumn> varying = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (!row.isNullAt(i + 1) && row.getBoolean(i + 1)) {
        varying.add(all.get(i));
      }
    }
    return varying;
  }

  /** The settings that do not follow from some columns. */
  private List<SettingColumn> without(List<SettingColumn> open, List<String> columns) {
    if (open.isEmpty()) {
      return open;
    }
    Column[] agree =
        open.stream()
            .map(each -> min(each.keyColumn()).equalTo(max(each.keyColumn())).as(each.keyColumn()))
            .toArray(Column[]::new);
    Column[] all =
        open.stream().map(each -> bool_and(col(each.keyColumn()))).toArray(Column[]::new);
    Row row =
        trials
            .groupBy(columns.stream().map(name -> col(name)).toArray(Column[]::new))
            .agg(count(lit(1)).as("trials"), agree)
            .agg(count(lit(1)).as(GROUPS), all)
            .head();
    if (2 * row.getLong(0) > count) {
      return open;
    }
    Set<Integer> following = new HashSet<>();
    for (int i = 0; i < open.size(); i++) {
      if (row.getBoolean(i + 1)) {
        following.add(i);
      }
    }
    List<SettingColumn> left = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      if (!following.contains(i)) {
        left.add(open.get(i));
      }
    }
    return left;
  }
}
