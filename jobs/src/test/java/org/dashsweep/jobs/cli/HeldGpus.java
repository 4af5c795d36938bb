package org.dashsweep.jobs.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.AttemptRow;
import org.dashsweep.jobs.tables.AttemptStore;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;

/** What the tables of a sweep of dwelling trials say about the pretended GPUs that they held. */
record HeldGpus(List<Trial> trials) {
  static final int TRIALS = 12;

  /** A trial that succeeded at its first attempt. */
  record Trial(TrialRow row, AttemptRow.Place place, double runnersMade) {
    /** A GPU of this test: executors stand for machines, which count their GPUs from 0 each. */
    String gpu() {
      return place.executor() + ": " + place.device();
    }

    boolean overlaps(Trial other) {
      return row.startedAt().isBefore(other.row.finishedAt())
          && other.row.startedAt().isBefore(row.finishedAt());
    }
  }

  /** A sweep of trials that take a while. */
  static Path sweep(Path directory) throws IOException {
    return Files.writeString(
        directory.resolve("sweep.yaml"),
        """
        name: dwelling
        fixed: {model: tiny, task: toy, method: head-only, ending: dwells}
        grid:
          seed: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
        """);
  }

  /** Something that prints pretended GPUs as a machine's. */
  static Path discovery(Path directory, int count) throws IOException {
    String addresses =
        IntStream.range(0, count)
            .mapToObj(number -> "\"" + number + "\"")
            .collect(Collectors.joining(","));
    Path script =
        Files.writeString(
            directory.resolve("pretended-gpus.sh"),
            "#!/bin/sh\necho '{\"name\":\"gpu\",\"addresses\":[%s]}'\n".formatted(addresses));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  static HeldGpus read(Path out) throws IOException {
    ResultStore store = ResultStore.open(out.toString(), new Configuration());
    List<Trial> trials = new ArrayList<>();
    for (TrialRow row : store.rows()) {
      List<AttemptRow> attempts = new AttemptStore(store).read(row.trialId());
      assertThat(attempts).hasSize(1);
      AttemptRow.Place place = attempts.get(0).place();
      assertThat(row.outcome()).isInstanceOf(Outcome.Succeeded.class);
      assertThat(((Outcome.Succeeded) row.outcome()).summary().computing().device())
          .isEqualTo(place.device());
      double runnersMade =
          store.read(Tables.EVALUATIONS, row.trialId()).stream()
              .map(EntryRow::entry)
              .filter(value -> value.metric().equals(FakeCatalogue.RUNNERS_MADE_METRIC))
              .findFirst()
              .orElseThrow()
              .value();
      trials.add(new Trial(row, place, runnersMade));
    }
    return new HeldGpus(trials);
  }

  /** The GPUs that trials held. */
  Set<String> gpus() {
    return byGpu().keySet();
  }

  /** The most trials that one GPU was held by at once. */
  int mostAtOnce() {
    return byGpu().values().stream().mapToInt(HeldGpus::mostAtOnce).max().orElse(0);
  }

  private static int mostAtOnce(List<Trial> trials) {
    return trials.stream()
        .mapToInt(
            trial ->
                (int)
                    trials.stream()
                        // At the moment when this one starts.
                        .filter(
                            other ->
                                !other.row.startedAt().isAfter(trial.row.startedAt())
                                    && other.row.finishedAt().isAfter(trial.row.startedAt()))
                        .count())
        .max()
        .orElse(0);
  }

  /** Whether on every GPU two trials ran at once at some time. */
  boolean allShared() {
    return byGpu().values().stream()
        .allMatch(
            held ->
                held.stream()
                    .anyMatch(
                        one ->
                            held.stream()
                                .anyMatch(other -> !one.equals(other) && one.overlaps(other))));
  }

  private Map<String, List<Trial>> byGpu() {
    return trials.stream().collect(groupingBy(Trial::gpu, TreeMap::new, toList()));
  }

  /** Every process made its runner, which holds the bases, once. */
  void assertOneRunnerInEachProcess(int processes) {
    assertThat(trials.stream().map(trial -> trial.place().processId()).distinct())
        .hasSize(processes)
        .doesNotContain(ProcessHandle.current().pid());
    assertThat(trials).extracting(Trial::runnersMade).containsOnly(1.0);
  }
}
