package org.dashsweep.data.commonsense;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dashsweep.data.DataException;

/**
 * The data files of the paper's pipeline: {@code NAME/test.json} and {@code NAME/train.json} for
 * each set, and {@code commonsense_170k.json}, the training rows of all eight. Only the requested
 * files need exist. Nothing is kept in memory; safe to use from several threads.
 */
public final class CommonsenseSource {
  /** The name of the training rows of all eight sets together. */
  public static final String ALL_EIGHT = "commonsense_170k";

  /** The name of the few rows that come with the program, written for it. */
  public static final String TINY = "tiny";

  private final CommonsenseFiles files;

  private CommonsenseSource(CommonsenseFiles files) {
    this.files = files;
  }

  /** Returns the files of a directory. */
  public static CommonsenseSource of(Path directory) {
    return new CommonsenseSource(new CommonsenseFiles.Directory(directory));
  }

  /**
   * Returns a few rows in the form of each set, for demonstrations: no result on them means
   * anything.
   */
  public static CommonsenseSource tiny() {
    return new CommonsenseSource(
        new CommonsenseFiles.Resources("/org/dashsweep/data/commonsense/" + TINY));
  }

  /** Returns the tasks that have questions to evaluate on, in the paper's order. */
  public List<CommonsenseTask> tasks() {
    return Stream.of(CommonsenseTask.values()).filter(task -> files.has(test(task))).toList();
  }

  /** Returns the names that {@link #forEachTrainingRow} knows here. */
  public List<String> trainingSets() {
    return Stream.concat(
            Stream.of(ALL_EIGHT),
            Arrays.stream(CommonsenseTask.values()).map(CommonsenseTask::folder))
        .filter(name -> files.has(train(name)))
        .toList();
  }

  /**
   * Reads training rows one after the other, in the file's order.
   *
   * @param name {@link #ALL_EIGHT} or a task's folder
   * @return their number
   * @throws DataException if there is no such file or a row is malformed
   */
  public int forEachTrainingRow(String name, Consumer<Instruction> row) {
    return read(train(name), row);
  }

  /**
   * Training rows, in the file's order.
   *
   * @param name {@link #ALL_EIGHT} or a task's folder
   * @throws DataException if there is no such file or a row is malformed
   */
  public List<Instruction> training(String name) {
    List<Instruction> rows = new ArrayList<>();
    forEachTrainingRow(name, rows::add);
    return rows;
  }

  /**
   * Returns the questions to evaluate on, in the file's order.
   *
   * @throws DataException if there is no such file, a row is malformed or its answer is none of the
   *     task's
   */
  public List<Instruction> evaluation(CommonsenseTask task) {
    List<Instruction> rows = new ArrayList<>();
    read(
        test(task),
        row -> {
          rows.add(row);
          if (!task.answers().contains(row.answer())) {
            throw new DataException(
                files.path(test(task)),
                String.format(
                    Locale.ROOT,
                    "row %d has the answer '%s', which is none of %s",
                    rows.size(),
                    row.answer(),
                    String.join(", ", task.answers())));
          }
        });
    return rows;
  }

  /**
   * Returns the name of a training row in messages.
   *
   * @param index in the file, from 0
   */
  public String trainingRow(String name, int index) {
    return files.path(train(name)) + ", row " + (index + 1) + ",";
  }

  /**
   * Returns the name of an evaluation row in messages.
   *
   * @param index in the file, from 0
   */
  public String evaluationRow(CommonsenseTask task, int index) {
    return files.path(test(task)) + ", row " + (index + 1) + ",";
  }

  private int read(String file, Consumer<Instruction> row) {
    try (InputStream stream = files.open(file)) {
      return InstructionReader.read(files.path(file), stream, row);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Identifies the content of the files that a trial uses.
   *
   * @param training as {@link #forEachTrainingRow} takes it
   * @param evaluated tasks, in any order
   * @return lower-case hexadecimal SHA-256
   * @throws DataException if a file cannot be read
   */
  public String fingerprint(String training, List<CommonsenseTask> evaluated) {
    return fingerprint(Stream.concat(Stream.of(train(training)), tests(evaluated)));
  }

  /**
   * Identifies the content of the files that a trial without training uses.
   *
   * @param evaluated tasks, in any order
   * @return lower-case hexadecimal SHA-256
   * @throws DataException if a file cannot be read
   */
  public String fingerprint(List<CommonsenseTask> evaluated) {
    return fingerprint(tests(evaluated));
  }

  private static Stream<String> tests(List<CommonsenseTask> evaluated) {
    return evaluated.stream().sorted().map(CommonsenseSource::test);
  }

  private String fingerprint(Stream<String> names) {
    MessageDigest digest = sha256();
    names.forEach(
        file -> {
          digest.update((file + "\n").getBytes(StandardCharsets.UTF_8));
          digest.update(sha256(file));
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  private byte[] sha256(String file) {
    MessageDigest digest = sha256();
    try (InputStream stream = new DigestInputStream(files.open(file), digest)) {
      stream.transferTo(OutputStream.nullOutputStream());
      return digest.digest();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private DataException unreadable(String file, IOException e) {
    return new DataException(files.path(file), "cannot be read: " + e.getMessage(), e);
  }

  private static String train(String name) {
    return name.equals(ALL_EIGHT) ? ALL_EIGHT + ".json" : name + "/train.json";
  }

  private static String test(CommonsenseTask task) {
    return task.folder() + "/test.json";
  }
}
