package org.dashsweep.jobs.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.dashsweep.sweep.Cell;
import org.dashsweep.sweep.Trial;
import org.dashsweep.sweep.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * Short names for the trials of a sweep, made of the parameters in which they differ, such as
 * {@code lora-dash, rank 8, seed 1, task supersense}.
 */
public final class TrialLabels {
  private final SortedSet<String> varying = new TreeSet<>();

  /** Labels that tell the given cells apart. */
  public TrialLabels(List<Cell> cells) {
    Map<String, Set<@Nullable Object>> values = new HashMap<>();
    for (Cell cell : cells) {
      for (String parameter : cell.values().keySet()) {
        values.putIfAbsent(parameter, new HashSet<>());
      }
    }
    for (Cell cell : cells) {
      values.forEach((parameter, seen) -> seen.add(cell.values().get(parameter)));
    }
    values.forEach(
        (parameter, seen) -> {
          seen.remove(null);
          if (seen.size() > 1) {
            varying.add(parameter);
          }
        });
  }

  /** The label of one of the trials. */
  public String of(Trial trial) {
    return of(trial.cell());
  }

  /** The label of one of the cells. */
  public String of(Cell cell) {
    StringJoiner label = new StringJoiner(", ");
    label.add(cell.text(Vocabulary.METHOD));
    for (String parameter : varying) {
      @Nullable Object value = cell.values().get(parameter);
      if (value != null && !parameter.equals(Vocabulary.METHOD)) {
        label.add(parameter + " " + value);
      }
    }
    return label.toString();
  }
}
