package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.dashsweep.jobs.tables.TableManifest.Part;
import org.dashsweep.trial.TrialResult.Evaluation;
import org.dashsweep.trial.TrialResult.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * New values in rows of trials that are done. The parts of the trials are written anew, as by a
 * {@link TableCompaction}. One manifest makes all of them count at once.
 */
public final class TableRevision {
  private static final List<TableSchema<?>> REVISED =
      List.of(Tables.EVALUATIONS, Tables.PREDICTIONS, Tables.TRIALS);

  private final ResultStore store;
  private final TableSnapshot snapshot;
  private final Map<String, Trial> trials;
  private final BiFunction<String, Prediction, Prediction> predictions;

  /**
   * A trial's new rows.
   *
   * @param row of {@code trials}
   * @param evaluations all of them
   */
  public record Trial(TrialRow row, List<Evaluation> evaluations) {
    public Trial {
      evaluations = List.copyOf(evaluations);
    }
  }

  /**
   * A revision.
   *
   * @param snapshot what it was made from
   * @param trials trial id to its new rows; trials that ended, all of them
   * @param predictions trial id and a prediction of one of {@code trials} to its new form
   */
  public TableRevision(
      ResultStore store,
      TableSnapshot snapshot,
      Map<String, Trial> trials,
      BiFunction<String, Prediction, Prediction> predictions) {
    this.store = store;
    this.snapshot = snapshot;
    this.trials = Map.copyOf(trials);
    this.predictions = predictions;
  }

  /**
   * Writes the rows and makes them count.
   *
   * @throws IOException if a file cannot be read or written, or another manifest was published in
   *     the meantime; the tables are as that one has them
   */
  public void publish(InstantSource clock) throws IOException {
    TableManifest manifest = snapshot.manifest();
    Set<String> loose = new TreeSet<>(trials.keySet());
    List<Part> gone = new ArrayList<>();
    List<Files> come = new ArrayList<>();
    for (Part part : snapshot.parts()) {
      if (loose.removeAll(part.trialIds())) {
        TablePartWriter.Written written =
            TablePartWriter.write(store, REVISED, new Revised(Set.copyOf(part.trialIds())));
        gone.add(part);
        come.add(new Files(part.trialIds(), written.over(part)));
      }
    }
    if (!loose.isEmpty()) {
      come.add(
          new Files(
              List.copyOf(loose), TablePartWriter.write(store, Tables.ALL, new Revised(loose))));
    }
    String now = clock.instant().toString();
    store
        .manifests()
        .publish(
            manifest.replacing(
                gone,
                come.stream().map(files -> files.written().part(now, files.trialIds())).toList(),
                now),
            manifest);
  }

  private record Files(List<String> trialIds, TablePartWriter.Written written) {}

  /** The rows of some trials, with the new ones among them. */
  private final class Revised implements TablePartWriter.Content {
    private final Set<String> ids;

    Revised(Set<String> ids) {
      this.ids = ids;
    }

    @Override
    @SuppressWarnings("unchecked") // A row of a table is revised to a row of that table.
    public <R> ParquetTableFile.@Nullable Source<R> rows(TableSchema<R> table) {
      return sink -> {
        Set<String> written = new HashSet<>();
        snapshot.forEach(
            table,
            ids,
            row -> {
              String id = table.trialId(row);
              @Nullable Trial trial = trials.get(id);
              if (trial == null) {
                sink.accept(row);
              } else if (table == Tables.PREDICTIONS) {
                EntryRow<Prediction> entry = (EntryRow<Prediction>) row;
                sink.accept((R) new EntryRow<>(id, predictions.apply(id, entry.entry())));
              } else if (table == Tables.TRIALS) {
                sink.accept((R) trial.row());
              } else if (table == Tables.EVALUATIONS) {
                if (written.add(id)) {
                  for (Evaluation evaluation : trial.evaluations()) {
                    sink.accept((R) new EntryRow<>(id, evaluation));
                  }
                }
              } else {
                sink.accept(row);
              }
            });
      };
    }
  }
}
