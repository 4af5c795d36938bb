package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.run.protocol.LocalCluster;
import org.dashsweep.jobs.tables.AttemptRow.Ending;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The subject-driven experiment from the sweep file to the report, and through two deaths. */
@Tag("spark")
final class DreamboothSweepTest {
  private static final Path SWEEP = Path.of("..", "sweeps", "dreambooth-tiny.yaml");
  private static final int PROMPTS = 5;

  private final Path directory;
  private final List<Process> drivers = new ArrayList<>();

  DreamboothSweepTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void endDrivers() {
    drivers.forEach(Process::destroyForcibly);
  }

  @Test
  void theSweepRunsFromItsFileToItsReport() throws IOException {
    Logs.silence();
    Path sweep =
        sweep(
            "subject: [toy_robot, vase]", "subject: [vase]",
            "optimizer-steps: 120", "optimizer-steps: 60",
            "launch-step: 50", "launch-step: 30",
            "images-per-prompt: 2", "images-per-prompt: 1",
            "seed: [1, 2]", "seed: [1]");
    Path out = directory.resolve("out");
    Console run = Console.ofStandard(run(sweep, out).toArray(new String[0]));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("3 of 3 trials done");

    ResultStore store = store(out);
    assertThat(store.rows())
        .extracting(row -> row.parameter("method"))
        .containsExactlyInAnyOrder("none", "lora", "lora-dash");
    for (TrialRow row : store.rows()) {
      assertThat(row.outcome()).isInstanceOf(Outcome.Succeeded.class);
      assertThat(images(store, row.trialId()))
          .hasSize(PROMPTS)
          .allSatisfy(image -> assertThat(out.resolve(image.path())).isNotEmptyFile())
          .allSatisfy(image -> assertThat(image.dino()).isNotNull());
      assertThat(store.read(Tables.EVALUATIONS, row.trialId()))
          .extracting(entry -> entry.entry().metric())
          .contains("dino", "clip-i", "clip-t");
    }
    Path report = out.resolve("report");
    assertThat(report.resolve("index.html")).content().contains("DINO", "CLIP-T", "vase");
    assertThat(Console.ofStandard(run(sweep, out).toArray(new String[0])).out())
        .startsWith("Nothing to run: all 3 trials of sweep dreambooth-tiny are done");
  }

  /** The process dies once while it trains and once while it samples. */
  @Test
  void aTrialThatDiesTwiceEndsAsOneThatLives() throws IOException, InterruptedException {
    Logs.silence();
    Path sweep =
        sweep(
            "subject: [toy_robot, vase]", "subject: [toy_robot]",
            "method: [none, lora, lora-dash]", "method: [lora-dash]",
            "sampling-steps: 10", "sampling-steps: 30",
            "seed: [1, 2]", "seed: [1]");
    Path died = directory.resolve("died");
    killOnce(sweep, died, "checkpoints", ".*/[^/.]+\\.safetensors");
    killOnce(sweep, died, "images", ".*\\.png");
    Console third = Console.ofStandard(run(sweep, died).toArray(new String[0]));
    assertThat(third.err()).isEmpty();
    assertThat(third.exitCode()).isZero();
    Path lived = directory.resolve("lived");
    assertThat(Console.ofStandard(run(sweep, lived).toArray(new String[0])).exitCode()).isZero();

    String id = store(lived).rows().get(0).trialId();
    assertThat(ClusterRunTest.attempts(died, id))
        .extracting(attempt -> Objects.requireNonNull(attempt.end()).ending())
        .containsExactly(Ending.LOST, Ending.LOST, Ending.SUCCEEDED);
    assertThat(images(store(died), id)).hasSize(2 * PROMPTS).isEqualTo(images(store(lived), id));
    assertThat(pictures(died)).hasSize(2 * PROMPTS).isEqualTo(pictures(lived));
    assertThat(losses(store(died), id)).hasSize(120).isEqualTo(losses(store(lived), id));
  }

  /** Starts a run and kills it when a file is there. */
  private void killOnce(Path sweep, Path out, String below, String name)
      throws IOException, InterruptedException {
    Path log = directory.resolve("driver.txt");
    Process driver = LocalCluster.start(DashSweep.class, log, run(sweep, out));
    drivers.add(driver);
    while (files(out.resolve(below)).stream().noneMatch(file -> file.toString().matches(name))) {
      assertThat(driver.isAlive()).as(() -> text(log)).isTrue();
      Thread.sleep(20);
    }
    driver.destroyForcibly().waitFor();
    assertThat(store(out).rows()).as("died before its end").isEmpty();
  }

  private static List<String> run(Path sweep, Path out) {
    return List.of(
        "run",
        sweep.toString(),
        "--out",
        out.toString(),
        "--master",
        "local[1]",
        "--checkpoint-every",
        "20",
        "--device",
        "cpu");
  }

  /** The tiny sweep, changed: each text is replaced by the one behind it. */
  private Path sweep(String... replaced) throws IOException {
    String text = Files.readString(SWEEP);
    for (int i = 0; i < replaced.length; i += 2) {
      assertThat(text).contains(replaced[i]);
      text = text.replace(replaced[i], replaced[i + 1]);
    }
    Path data = SWEEP.resolveSibling("data").toRealPath();
    return Files.writeString(
        directory.resolve("dreambooth-tiny.yaml"), text.replace(" data/", " " + data + "/"));
  }

  private static ResultStore store(Path out) throws IOException {
    return ResultStore.open(out.toString(), new Configuration());
  }

  private static List<TrialResult.Image> images(ResultStore store, String id) throws IOException {
    return store.read(Tables.IMAGES, id).stream().map(EntryRow::entry).toList();
  }

  private static List<Double> losses(ResultStore store, String id) throws IOException {
    return store.read(Tables.STEPS, id).stream().map(entry -> entry.entry().loss()).toList();
  }

  /** Contents of the pictures, in Latin-1, by their names. */
  private static Map<String, String> pictures(Path out) throws IOException {
    Map<String, String> pictures = new TreeMap<>();
    for (Path file : files(out.resolve("images"))) {
      if (file.toString().endsWith(".png")) {
        pictures.put(
            String.valueOf(file.getFileName()),
            Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return pictures;
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> walked = Files.walk(directory)) {
      return walked.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      // A file was moved meanwhile.
      return List.of();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
