package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.run.LocalCluster;
import org.dashsweep.jobs.table.AttemptRow;
import org.dashsweep.jobs.table.AttemptStore;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.trial.TrialStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose executors are processes of their own, which die. */
@Tag("spark")
final class ClusterRunTest {
  @Test
  void aTrialThatKillsItsExecutorsFailsAndTheOthersGoOn(@TempDir Path directory)
      throws IOException {
    Logs.silence();
    Path file =
        Files.writeString(
            directory.resolve("sweep.yaml"),
            """
            name: deadly
            fixed: {model: tiny, task: toy, method: head-only}
            grid:
              ending: [succeeds, dies, ends]
            """);
    Path out = directory.resolve("out");
    List<String> arguments =
        new ArrayList<>(
            List.of("run", file.toString(), "--out", out.toString(), "--max-lost", "2"));
    arguments.addAll(LocalCluster.of(2, 1).options());
    Console console = Console.of(arguments.toArray(new String[0]));
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isEqualTo(1);
    assertThat(console.out())
        .contains("2 of 3 trials done", "ending dies: LOST: the process died 2 times");
    ResultStore store = ResultStore.open(out.toString(), new Configuration());
    assertThat(store.rows()).extracting(TrialRow::status).contains(TrialStatus.FAILED);
    for (TrialRow row : store.rows()) {
      List<AttemptRow> attempts = new AttemptStore(store).read(row.trialId());
      assertThat(attempts).hasSize(row.status() == TrialStatus.FAILED ? 2 : 1);
      assertThat(attempts)
          .extracting(attempt -> attempt.place().processId())
          .doesNotContain(ProcessHandle.current().pid());
    }
  }
}
