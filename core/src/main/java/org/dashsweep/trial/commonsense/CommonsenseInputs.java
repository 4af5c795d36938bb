package org.dashsweep.trial.commonsense;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.questions.DescribedQuestions;
import org.dashsweep.data.questions.PlacedRow;
import org.dashsweep.data.questions.QuestionDescription;
import org.dashsweep.data.rows.RowFiles;
import org.dashsweep.source.Locations;

/**
 * Reads the rows of a trial, of built-in and of described sets.
 *
 * @param locations where they lie
 */
record CommonsenseInputs(CommonsenseSettings settings, Locations locations) {
  /**
   * The folder of the built-in sets that a sweep names.
   *
   * @param data {@code tiny}, or the name of a directory
   * @throws DataException if it is neither
   */
  static CommonsenseSource source(String data, Locations locations) {
    if (data.equals(CommonsenseSource.TINY)) {
      return CommonsenseSource.tiny();
    }
    Locations.Lookup lookup = locations.data(data);
    if (!lookup.found()) {
      throw new DataException(
          data,
          String.format(
              Locale.ROOT,
              "is no data here: give %s or a directory with a folder for each set; looked for %s, and --data DIR says where else to look",
              CommonsenseSource.TINY,
              lookup.places()));
    }
    return CommonsenseSource.of(lookup.path());
  }

  /** The folder that holds a set which is not described. */
  private CommonsenseSource folderOf(String name) {
    String data =
        settings
            .data()
            .orElseThrow(
                () ->
                    new DataException(
                        name,
                        "is no set of questions: describe it under question-sets, or give data with"
                            + " a folder of that name"));
    return source(data, locations);
  }

  private Optional<DescribedQuestions> described(String name) {
    return settings.description(name).map(set -> new DescribedQuestions(set, this::find));
  }

  private RowFiles find(QuestionDescription description, String location) {
    Locations.Lookup found = locations.described(location);
    if (!found.found()) {
      throw new DataException(
          found.places(), "does not exist; a description's names are relative to the sweep file");
    }
    return RowFiles.of(found.places(), found.path(), description.form());
  }

  /**
   * Returns all questions of a set, in the file's order.
   *
   * @throws DataException if they cannot be read, or a row is malformed
   */
  List<PlacedRow> evaluation(QuestionSet set) {
    Optional<DescribedQuestions> described = described(set.setName());
    if (described.isPresent()) {
      return described.get().evaluation();
    }
    CommonsenseSource source = folderOf(set.setName());
    CommonsenseTask task = CommonsenseTask.named(set.setName()).orElseThrow();
    List<PlacedRow> rows = new ArrayList<>();
    for (Instruction row : source.evaluation(task)) {
      int index = rows.size();
      rows.add(new PlacedRow(row, () -> source.evaluationRow(task, index)));
    }
    return rows;
  }

  /** Returns the questions of a set that the trial is asked: the first of them. */
  List<PlacedRow> asked(QuestionSet set) {
    List<PlacedRow> all = evaluation(set);
    return all.subList(0, settings.evaluationRows(all.size()));
  }

  /**
   * Reads the training rows one after the other, in the file's order.
   *
   * @return their number; 0 for a trial that trains nothing
   * @throws DataException if they cannot be read, or a row is malformed
   */
  int training(Consumer<PlacedRow> rows) {
    Optional<String> name = settings.trainedSet();
    if (name.isEmpty()) {
      return 0;
    }
    Optional<DescribedQuestions> described = described(name.get());
    if (described.isPresent()) {
      return described.get().training(rows);
    }
    CommonsenseSource source = folderOf(name.get());
    AtomicInteger index = new AtomicInteger();
    return source.forEachTrainingRow(
        name.get(),
        row -> {
          int number = index.getAndIncrement();
          rows.accept(new PlacedRow(row, () -> source.trainingRow(name.get(), number)));
        });
  }

  /**
   * Identifies the content of the files that the trial uses. Without described sets it is that of
   * {@link CommonsenseSource}.
   *
   * @return lower-case hexadecimal SHA-256
   * @throws DataException if a file cannot be read
   */
  String fingerprint() {
    List<String> own = new ArrayList<>();
    settings
        .trainedSet()
        .flatMap(this::described)
        .ifPresent(set -> own.add(set.trainingFingerprint()));
    for (QuestionSet set : settings.dataSets()) {
      described(set.setName()).ifPresent(one -> own.add(one.evaluationFingerprint()));
    }
    Optional<String> builtIn = builtInFingerprint();
    if (own.isEmpty()) {
      return builtIn.orElseThrow();
    }
    MessageDigest digest = StableHash.sha256();
    StableHash.update(digest, builtIn.orElse(""));
    own.forEach(fingerprint -> StableHash.update(digest, fingerprint));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The fingerprint of the sets that are not described; empty if there are none. */
  private Optional<String> builtInFingerprint() {
    List<CommonsenseTask> tasks =
        settings.dataSets().stream()
            .filter(set -> settings.description(set.setName()).isEmpty())
            .map(set -> CommonsenseTask.named(set.setName()).orElseThrow())
            .toList();
    return settings
        .trainedSet()
        .filter(name -> settings.description(name).isEmpty())
        .map(name -> folderOf(name).fingerprint(name, tasks))
        .or(
            () ->
                tasks.stream().findFirst().map(task -> folderOf(task.folder()).fingerprint(tasks)));
  }
}
