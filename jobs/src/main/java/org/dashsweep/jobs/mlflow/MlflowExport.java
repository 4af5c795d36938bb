package org.dashsweep.jobs.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileUtil;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.AdapterStore;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * Writes the trials of an output directory as runs of MLflow: an experiment for each sweep, a run
 * for each trial, whose id is the trial's. Writing them again changes only what has changed.
 */
public final class MlflowExport {
  private final ResultStore store;
  private final ReportedTrials trials;
  private final MlflowStore target;
  private final Artifacts artifacts;
  private final Map<String, List<TrialResult.Evaluation>> evaluations = new HashMap<>();

  /** The files of trials that become artifacts of their runs. */
  public enum Artifacts {
    NONE,
    /** Adapters that were kept, and pictures. */
    ALL
  }

  /**
   * The counts of what an export wrote.
   *
   * @param experiments written to
   * @param runs written
   * @param deleted runs that somebody has deleted in MLflow, which stay deleted
   */
  public record Outcome(int experiments, int runs, int deleted) {}

  private MlflowExport(
      ResultStore store, ReportedTrials trials, MlflowStore target, Artifacts artifacts) {
    this.store = store;
    this.trials = trials;
    this.target = target;
    this.artifacts = artifacts;
  }

  /**
   * Writes all committed trials.
   *
   * @param root the directory of MLflow's file store, absolute, which need not exist
   * @throws MlflowException if that directory cannot take them
   * @throws IOException if a file cannot be read or written
   */
  public static Outcome write(ResultStore store, Path root, Artifacts artifacts)
      throws IOException, MlflowException {
    MlflowStore target = new MlflowStore(root);
    target.requireUsable();
    ReportedTrials trials = ReportedTrials.read(store, row -> true);
    return new MlflowExport(store, trials, target, artifacts).write();
  }

  private Outcome write() throws IOException, MlflowException {
    Files.createDirectories(target.root());
    // Beside the store, where MLflow does not look.
    Path staging =
        Files.createTempDirectory(
            Objects.requireNonNull(target.root().getParent()), ".mlflow-export-");
    try {
      return write(staging);
    } finally {
      FileUtil.fullyDelete(staging.toFile());
    }
  }

  private Outcome write(Path staging) throws IOException, MlflowException {
    SortedMap<String, List<TrialRow>> sweeps = new TreeMap<>();
    for (TrialRow row : trials.rows()) {
      sweeps.computeIfAbsent(row.sweep(), name -> new ArrayList<>()).add(row);
    }
    int runs = 0;
    int deleted = 0;
    for (Map.Entry<String, List<TrialRow>> sweep : sweeps.entrySet()) {
      List<TrialRow> rows = sweep.getValue();
      String experiment =
          target.experiment(
              sweep.getKey(),
              time(rows, Comparator.<Instant>reverseOrder()),
              time(rows, Comparator.naturalOrder()));
      Map<String, MlflowRun> written = new HashMap<>();
      for (TrialRow row : rows) {
        if (target.isDeleted(experiment, row.trialId())) {
          deleted++;
        } else {
          written.put(row.trialId(), MlflowRun.of(row, trials));
        }
      }
      write(written, experiment, staging);
      runs += written.size();
    }
    return new Outcome(sweeps.size(), runs, deleted);
  }

  /** The start of the first or the end of the last trial. */
  private static Instant time(List<TrialRow> rows, Comparator<Instant> order) {
    return rows.stream()
        .flatMap(row -> List.of(row.startedAt(), row.finishedAt()).stream())
        .max(order)
        .orElseThrow();
  }

  private void write(Map<String, MlflowRun> runs, String experiment, Path staging)
      throws IOException {
    evaluations.clear();
    trials
        .snapshot()
        .forEach(
            Tables.EVALUATIONS,
            runs.keySet(),
            row ->
                evaluations
                    .computeIfAbsent(row.trialId(), id -> new ArrayList<>())
                    .add(row.entry()));
    Set<String> adapters = artifacts == Artifacts.ALL ? new AdapterStore(store).trials() : Set.of();
    // The steps of one trial come together: only one trial's are held at a time.
    Histories histories =
        new Histories(runs, (run, history) -> publish(run, history, experiment, staging, adapters));
    trials.snapshot().forEach(Tables.STEPS, runs.keySet(), histories::add);
    histories.end();
    Set<String> without =
        runs.keySet().stream()
            .filter(id -> !histories.ended.contains(id))
            .collect(Collectors.toSet());
    for (String id : without) {
      MlflowRun run = Objects.requireNonNull(runs.get(id));
      publish(run, history(run), experiment, staging, adapters);
    }
  }

  private static MetricHistory history(MlflowRun run) {
    return new MetricHistory(run.row().startedAt(), run.row().finishedAt());
  }

  /** Takes the history of a run that is complete. */
  @FunctionalInterface
  private interface Publisher {
    void publish(MlflowRun run, MetricHistory history) throws IOException;
  }

  /** Puts the rows of steps together by trial. */
  private static final class Histories {
    private final Map<String, MlflowRun> runs;
    private final Publisher publisher;
    private final Set<String> ended = new HashSet<>();
    private @Nullable MlflowRun current;
    private @Nullable MetricHistory history;

    Histories(Map<String, MlflowRun> runs, Publisher publisher) {
      this.runs = runs;
      this.publisher = publisher;
    }

    void add(EntryRow<TrialResult.Step> row) throws IOException {
      if (current == null || !current.id().equals(row.trialId())) {
        end();
        current = Objects.requireNonNull(runs.get(row.trialId()));
        history = history(current);
      }
      Objects.requireNonNull(history).add(row.entry());
    }

    void end() throws IOException {
      if (current != null && history != null) {
        publisher.publish(current, history);
        ended.add(current.id());
      }
      current = null;
      history = null;
    }
  }

  private void publish(
      MlflowRun run, MetricHistory history, String experiment, Path staging, Set<String> adapters)
      throws IOException {
    history.add(evaluations.getOrDefault(run.id(), List.of()));
    run.metrics().forEach((name, value) -> history.addLast(name, value, run.step()));
    Path staged = Files.createDirectory(staging.resolve(run.id()));
    MlflowStore.write(
        staged.resolve(MlflowStore.META),
        run.meta(experiment, target.artifacts(experiment, run.id())));
    for (String folder : List.of("params", "metrics", "tags", MlflowStore.ARTIFACTS)) {
      Files.createDirectory(staged.resolve(folder));
    }
    writeEntries(staged.resolve("params"), run.params());
    writeEntries(staged.resolve("tags"), run.tags());
    writeEntries(staged.resolve("metrics"), history.files());
    if (adapters.contains(run.id())) {
      Path folder = Files.createDirectory(staged.resolve(MlflowStore.ARTIFACTS).resolve("adapter"));
      new AdapterStore(store).fetch(run.id(), folder);
    }
    if (artifacts == Artifacts.ALL) {
      copyPictures(run.id(), staged.resolve(MlflowStore.ARTIFACTS));
    }
    target.publish(staged, experiment, run.id());
  }

  private static void writeEntries(Path folder, SortedMap<String, String> entries)
      throws IOException {
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      MlflowStore.writeEntry(folder, entry.getKey(), entry.getValue());
    }
  }

  private void copyPictures(String trialId, Path folder) throws IOException {
    String pictures = Tables.IMAGES.name() + "/" + trialId;
    for (String name : store.fileNames(pictures)) {
      Path place = Files.createDirectories(folder.resolve(Tables.IMAGES.name()));
      store.copyFile(pictures + "/" + name, place.resolve(name));
    }
  }
}
