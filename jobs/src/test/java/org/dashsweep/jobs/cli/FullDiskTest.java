package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.storage.FullFileSystem;
import org.dashsweep.jobs.storage.StorageFault;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs whose disk gets full. */
@Tag("spark")
final class FullDiskTest {
  private final Path directory;

  FullDiskTest(@TempDir Path directory) {
    this.directory = directory;
    Logs.silence();
    FakeCatalogue.reset();
  }

  @AfterEach
  void makeRoom() {
    FullFileSystem.ROOM.set(Long.MAX_VALUE);
    FullFileSystem.complaint = "No space left on device";
  }

  @Test
  void whatWasCommittedStaysAndTheNextRunDoesTheRest() throws IOException {
    // Room for some trials: each writes about 30 kB.
    FullFileSystem.ROOM.set(100_000);
    Console full = run();
    assertThat(full.exitCode()).isEqualTo(3);
    assertThat(full.err())
        .startsWith("dash-sweep: ")
        .contains("cannot write full:/", StorageFault.FULL.remedy())
        .doesNotContain("\tat ");
    List<TrialRow> committed = store().rows();
    assertThat(committed).hasSizeBetween(1, 5);
    try (Stream<Path> files = Files.walk(directory.resolve("out"))) {
      assertThat(files.filter(Files::isRegularFile))
          .as("nothing is left half written")
          .noneMatch(file -> file.getFileName().toString().endsWith(".tmp"));
    }

    FullFileSystem.ROOM.set(Long.MAX_VALUE);
    Console second = run();
    assertThat(second.exitCode()).isZero();
    assertThat(store().rows()).hasSize(6).containsAll(committed);
  }

  @ParameterizedTest
  @CsvSource({
    "Disk quota exceeded, OVER_QUOTA",
    "Read-only file system, READ_ONLY",
    "Permission denied, DENIED"
  })
  void otherRefusalsAreSaidToo(String complaint, StorageFault fault) throws IOException {
    FullFileSystem.ROOM.set(0);
    FullFileSystem.complaint = complaint;
    Console console = run();
    assertThat(console.exitCode()).isEqualTo(3);
    assertThat(console.err()).contains("cannot write full:/", fault.remedy());
    assertThat(store().rows()).isEmpty();
  }

  private Console run() throws IOException {
    Path sweep =
        Files.writeString(
            directory.resolve("sweep.yaml"),
            """
            name: small
            fixed: {model: tiny, task: toy, method: lora, rank: 2}
            grid:
              seed: [1, 2, 3, 4, 5, 6]
            """);
    Console console =
        Console.of(
            "run",
            sweep.toString(),
            "--out",
            out(),
            "--master",
            "local[1]",
            "--conf=spark.hadoop.fs.full.impl=" + FullFileSystem.class.getName());
    Path log = Logs.file();
    if (log != null && Files.exists(log)) {
      Logs.silence();
      Files.delete(log);
    }
    return console;
  }

  private String out() {
    return FullFileSystem.SCHEME + "://" + directory.resolve("out");
  }

  private ResultStore store() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.full.impl", FullFileSystem.class.getName());
    return ResultStore.open(out(), configuration);
  }
}
