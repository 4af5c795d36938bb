package org.dashsweep.jobs.run.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.dashsweep.jobs.cli.FakeCatalogue;
import org.dashsweep.jobs.cli.Logs;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.run.protocol.RunRules;
import org.dashsweep.jobs.run.protocol.StopRules;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.source.Locations;
import org.dashsweep.trial.TrialStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep is run from code, without the command line. */
final class SweepFromCodeTest {
  private final Path directory;

  SweepFromCodeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void reset() {
    Logs.silence();
    FakeCatalogue.reset();
  }

  @Test
  @Tag("spark")
  void aSweepRunsOnceAndIsDoneThen() throws IOException {
    Path file = directory.resolve("small.yaml");
    Files.writeString(
        file,
        """
        name: small
        fixed: {model: tiny, task: toy, method: lora}
        grid:
          rank: [2, 8]
          seed: [1, 2]
        """);
    StringWriter out = new StringWriter();
    SweepRun run = run(file);
    assertThat(run.isDone()).isFalse();
    SweepResult result = run.run(new PrintWriter(out));
    assertThat(result.isComplete()).isTrue();
    assertThat(result.count(TrialStatus.SUCCEEDED)).isEqualTo(4);
    assertThat(result.stopReason()).isNull();
    assertThat(result.elapsed()).isPositive();
    assertThat(result.rows()).extracting(TrialRow::sweep).containsOnly("small");
    assertThat(out.toString()).contains("done    lora, rank 8, seed 2: accuracy 0.8000 in ");
    assertThat(ReportBuilder.write(run.store()).getName()).isEqualTo("index.html");

    SweepRun again = run(file);
    assertThat(again.isDone()).isTrue();
    assertThat(again.run(new PrintWriter(out)).rows()).hasSize(4);
    assertThat(FakeCatalogue.TRIALS_STARTED).hasValue(4);
  }

  private SweepRun run(Path file) throws IOException {
    TrialCatalogue catalogue = new FakeCatalogue();
    RunSettings settings = RunSettings.local();
    return SweepRun.of(
        SweepFile.read(file, catalogue, Locations.WORKING_DIRECTORY).requireUsable(),
        ResultStore.open(directory.resolve("results").toString(), settings.hadoop()),
        settings,
        catalogue.runners(Locations.WORKING_DIRECTORY));
  }

  @Test
  void settingsThatCannotBeKeptAreRefused() {
    RunSettings settings = RunSettings.local();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RunSettings(
                    settings.spark(),
                    RunRules.DEFAULT,
                    StopRules.DEFAULT,
                    new RunSettings.Times(
                        Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(1))))
        .withMessageContaining("--lease-timeout 0 s: must be at least");
  }
}
