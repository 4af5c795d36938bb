package org.dashsweep.data.questions;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.described.HoldOut;
import org.dashsweep.data.described.RowDescription;
import org.dashsweep.data.rows.RowFiles;
import org.jspecify.annotations.Nullable;

/**
 * A described set and the places of its files. Files are looked for when they are needed: a trial
 * that only trains on the set needs no questions of it.
 *
 * @param finder finds locations of the description
 */
public record DescribedQuestions(QuestionDescription description, Finder finder) {
  /** Raise it with every change of how rows are read: fingerprints change with it. */
  private static final int READER_VERSION = 1;

  /** A place of rows on this machine. */
  @FunctionalInterface
  public interface Finder {
    /**
     * Finds a location of a description.
     *
     * @throws DataException if there is nothing
     */
    RowFiles find(QuestionDescription description, String location);
  }

  /**
   * Reads the questions to evaluate on, in the files' order.
   *
   * @throws DataException naming file and line of what cannot be used, or the key that the
   *     description lacks
   */
  public List<PlacedRow> evaluation() {
    List<PlacedRow> rows = new ArrayList<>();
    @Nullable HoldOut rule = description.holdOut();
    if (rule == null) {
      new QuestionReading(description)
          .evaluation(finder.find(description, evaluationFile()), rows::add);
      return rows;
    }
    int all =
        trainingFiles(
            row -> {
              if (takes(rule, row.row())) {
                rows.add(row);
              }
            });
    requireBoth(rule, all, all - rows.size());
    return rows;
  }

  /**
   * Reads the training rows, in the files' order.
   *
   * @return their number
   * @throws DataException as {@link #evaluation}
   */
  public int training(Consumer<PlacedRow> rows) {
    @Nullable HoldOut rule = description.holdOut();
    AtomicInteger kept = new AtomicInteger();
    int all =
        trainingFiles(
            row -> {
              if (rule == null || !takes(rule, row.row())) {
                kept.incrementAndGet();
                rows.accept(row);
              }
            });
    if (rule != null) {
      requireBoth(rule, all, kept.get());
    }
    return kept.get();
  }

  private static boolean takes(HoldOut rule, Instruction row) {
    return rule.takes(row.instruction(), row.input().isEmpty() ? null : row.input());
  }

  private int trainingFiles(Consumer<PlacedRow> rows) {
    AtomicInteger count = new AtomicInteger();
    QuestionReading reading = new QuestionReading(description);
    for (String location : trainLocations()) {
      reading.training(
          finder.find(description, location),
          row -> {
            count.incrementAndGet();
            rows.accept(row);
          });
    }
    return count.get();
  }

  private void requireBoth(HoldOut rule, int rows, int kept) {
    if (kept == 0 || kept == rows) {
      throw new DataException(
          String.join(", ", description.train()),
          String.format(
              Locale.ROOT,
              "has too few rows to hold out a share of %s: %d of %d are held out; add rows, or change the share or hold-out-seed",
              rule.share(),
              rows - kept,
              rows));
    }
  }

  private List<String> trainLocations() {
    if (description.train().isEmpty()) {
      throw lacks(RowDescription.TRAIN, "trained on");
    }
    return description.train();
  }

  private String evaluationFile() {
    @Nullable String location = description.evaluation();
    if (location == null) {
      throw lacks(RowDescription.EVALUATION, "evaluated on");
    }
    return location;
  }

  private DataException lacks(String key, String use) {
    return new DataException(
        "question set " + description.name(),
        String.format(Locale.ROOT, "is %s and has no %s: add it to its description", use, key));
  }

  /**
   * Identifies the content of the files that are trained on.
   *
   * @return lower-case hexadecimal SHA-256
   * @throws DataException if a file cannot be read
   */
  public String trainingFingerprint() {
    return fingerprint(trainLocations());
  }

  /**
   * Identifies the content of the files that are evaluated on.
   *
   * @return lower-case hexadecimal SHA-256
   * @throws DataException if a file cannot be read
   */
  public String evaluationFingerprint() {
    return fingerprint(
        description.holdOut() == null ? List.of(evaluationFile()) : trainLocations());
  }

  private String fingerprint(List<String> locations) {
    MessageDigest digest = StableHash.sha256();
    StableHash.update(digest, description.name());
    StableHash.update(digest, Integer.toString(READER_VERSION));
    locations.forEach(
        location -> StableHash.update(digest, finder.find(description, location).fingerprint()));
    return HexFormat.of().formatHex(digest.digest());
  }
}
