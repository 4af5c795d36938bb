package org.dashsweep.data.described;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.data.DataException;
import org.dashsweep.data.EvaluationSet;
import org.dashsweep.data.Example;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Shuffle;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowFiles;
import org.jspecify.annotations.Nullable;

/**
 * A described task whose files have been found. Training rows are shuffled in one way for all time:
 * any first part of them is a fair sample.
 *
 * @param train files of the training rows
 * @param evaluation files of the evaluation sets by name, in order; empty if rows are held out
 */
public record DescribedTask(
    TaskDescription description, RowFiles train, Map<String, RowFiles> evaluation) {
  /** Name of the evaluation set of rows that were held out. */
  public static final String HELD_OUT = "held-out";

  /** Raise it with every change of how rows are read or ordered: fingerprints change with it. */
  private static final int READER_VERSION = 1;

  private static final String TRAIN = "train";

  /** A place of rows on this machine. */
  @FunctionalInterface
  public interface Finder {
    /**
     * Finds a location of a description.
     *
     * @throws DataException if there is nothing
     */
    RowFiles find(String location);
  }

  /** Finds the files of a description. */
  public static DescribedTask find(TaskDescription description, Finder finder) {
    Map<String, RowFiles> evaluation = new LinkedHashMap<>();
    description
        .evaluation()
        .forEach(
            (name, location) ->
                evaluation.put(
                    name.isEmpty() ? LabelledData.EVALUATION : name, finder.find(location)));
    return new DescribedTask(description, finder.find(description.train()), evaluation);
  }

  /** Returns every file that is read. */
  public List<RowFile> files() {
    List<RowFile> files = new ArrayList<>(train.files());
    evaluation.values().forEach(set -> files.addAll(set.files()));
    return files;
  }

  /**
   * Identifies the rows that {@link #read} gives without building them.
   *
   * @return lower-case hexadecimal SHA-256
   * @throws DataException if a file cannot be read
   */
  public String fingerprint() {
    MessageDigest digest = StableHash.sha256();
    StableHash.update(digest, description.name());
    StableHash.update(digest, Integer.toString(READER_VERSION));
    StableHash.update(digest, train.fingerprint());
    evaluation.forEach(
        (name, files) -> {
          StableHash.update(digest, name);
          StableHash.update(digest, files.fingerprint());
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Reads the rows.
   *
   * @throws DataException naming file and line of what cannot be used
   */
  public DescribedData read() {
    RowReading reading = new RowReading(description.columns());
    List<LabelledRow> rows = reading.read(train);
    Map<String, List<LabelledRow>> sets = new LinkedHashMap<>();
    evaluation.forEach((name, files) -> sets.put(name, reading.read(files)));
    @Nullable HoldOut rule = description.holdOut();
    if (rule != null) {
      sets.put(HELD_OUT, new ArrayList<>());
      List<LabelledRow> kept = new ArrayList<>();
      for (LabelledRow row : rows) {
        (rule.takes(row.text(), row.pair()) ? sets.get(HELD_OUT) : kept).add(row);
      }
      requireBoth(rule, rows, kept.size());
      rows = kept;
    }
    return data(rows, sets);
  }

  private static void requireBoth(HoldOut rule, List<LabelledRow> rows, int kept) {
    if (kept == 0 || kept == rows.size()) {
      throw new DataException(
          rows.get(0).row().file(),
          String.format(
              Locale.ROOT,
              "has too few rows to hold out a share of %s: %d of %d are held out; add rows, or change the share or hold-out-seed",
              rule.share(),
              rows.size() - kept,
              rows.size()));
    }
  }

  private DescribedData data(List<LabelledRow> rows, Map<String, List<LabelledRow>> sets) {
    LabelReading labels = LabelReading.of(description, rows);
    List<EvaluationSet<Example>> examples = new ArrayList<>();
    sets.forEach(
        (name, set) ->
            examples.add(
                new EvaluationSet<>(
                    name, set.stream().map(row -> row.example(name, labels.read(row))).toList())));
    LabelledData data =
        new LabelledData(
            description.name(),
            labels.labels(),
            description.metricsOf(labels.labels()),
            Shuffle.byIdentity(
                description.name(),
                rows.stream().map(row -> row.example(TRAIN, labels.read(row))).toList(),
                Example::id),
            examples);
    return new DescribedData(data, DataRemarks.of(description, data));
  }
}
