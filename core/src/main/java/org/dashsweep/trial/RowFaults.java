package org.dashsweep.trial;

import static org.dashsweep.data.described.RowDescription.EVALUATION;
import static org.dashsweep.data.described.RowDescription.FORMAT;
import static org.dashsweep.data.described.RowDescription.HOLD_OUT;
import static org.dashsweep.data.described.RowDescription.HOLD_OUT_SEED;
import static org.dashsweep.data.described.RowDescription.QUOTING;
import static org.dashsweep.data.described.RowDescription.TRAIN;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.space.DescriptionBlock.Fault;
import org.jspecify.annotations.Nullable;

/** Faults between the values of {@link RowFields} that every block of sweep files finds alike. */
public final class RowFaults {
  private RowFaults() {}

  /** Finds a description that says twice what is evaluated on. */
  public static Optional<Fault> evaluatedTwice(Map<String, Object> values) {
    return values.containsKey(EVALUATION) && values.containsKey(HOLD_OUT)
        ? Optional.of(
            new Fault(
                HOLD_OUT,
                "excludes evaluation: one of them says what is evaluated on",
                "remove one of the two"))
        : Optional.empty();
  }

  /** Finds a seed of rows that are not held out. */
  public static Optional<Fault> seedAlone(Map<String, Object> values) {
    return values.containsKey(HOLD_OUT_SEED) && !values.containsKey(HOLD_OUT)
        ? Optional.of(new Fault(HOLD_OUT_SEED, "has no effect: there is no hold-out", "remove it"))
        : Optional.empty();
  }

  /** Finds an evaluation on the training rows. */
  public static Optional<Fault> evaluatedOnTrainingRows(Map<String, Object> values) {
    List<String> training = locations(values, TRAIN);
    return locations(values, EVALUATION).stream().anyMatch(training::contains)
        ? Optional.of(
            new Fault(
                EVALUATION,
                "is the location of the training rows",
                "name other rows, or hold some out with hold-out"))
        : Optional.empty();
  }

  /** Finds a quoting of files that have one only. */
  public static Optional<Fault> quoting(Map<String, Object> values) {
    if (!values.containsKey(QUOTING)) {
      return Optional.empty();
    }
    @Nullable Object format = values.get(FORMAT);
    boolean other =
        format != null
            ? !format.equals(RowFormat.TSV.label())
            : Stream.of(TRAIN, EVALUATION)
                .flatMap(key -> locations(values, key).stream())
                .map(name -> RowFormat.ofFileName(name.substring(name.lastIndexOf('/') + 1)))
                .allMatch(told -> told.isPresent() && told.get() != RowFormat.TSV);
    return other
        ? Optional.of(
            new Fault(
                QUOTING, "has no effect: only TSV can be quoted in several ways", "remove it"))
        : Optional.empty();
  }

  /** One location, or those of a mapping; none without the key. */
  private static List<String> locations(Map<String, Object> values, String key) {
    @Nullable Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    return value instanceof Map<?, ?> mapping
        ? mapping.values().stream().map(String::valueOf).toList()
        : List.of(value.toString());
  }
}
