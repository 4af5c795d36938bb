package org.dashsweep.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Objects;
import org.dashsweep.file.ProcessIdentity;
import org.dashsweep.file.UnfinishedName;
import org.dashsweep.jobs.storage.ScratchDirectory.Owner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchDirectoryTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path place;
  private final Owner self;
  private final String boot;

  ScratchDirectoryTest(@TempDir Path place) throws IOException {
    this.place = place;
    this.self = owner(parent(ScratchDirectory.create(place, "adapter-")));
    this.boot = String.valueOf(self.process().machine());
  }

  @BeforeEach
  void theSystemNumbersProcesses() {
    assertThat(boot).isNotEqualTo("null");
  }

  @Test
  void whatAKilledProcessLeftIsDeletedAndNothingElse() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    assertThat(process.waitFor()).isZero();
    String now = Instant.now().toString();
    Path ended = left("1", new ProcessIdentity(boot, process.pid(), now), self.host());
    Path lastBoot = left("2", new ProcessIdentity("0 pid:[1]", 1, now), self.host());
    String longAgo = Instant.EPOCH.toString();
    Path itsNumberIsAnothers =
        left("3", new ProcessIdentity(boot, self.process().id(), longAgo), self.host());
    Path alive = left("4", new ProcessIdentity(boot, 1, null), self.host());
    Path elsewhere = left("5", new ProcessIdentity("0 pid:[1]", 1, now), "elsewhere");
    String own = UnfinishedName.of("dash-sweep");
    Path begun = Files.createDirectory(place.resolve(own));
    Path begunByADeadOne =
        Files.createDirectory(place.resolve(own.replaceAll("-[^-]*-[^-]*$", "-1-x.tmp")));
    Path ownerless = Files.createDirectory(place.resolve("dash-sweep-6"));
    Path unreadable = Files.createDirectory(place.resolve("dash-sweep-7"));
    Files.writeString(unreadable.resolve("owner.json"), "{");
    Path odd = Files.createDirectory(place.resolve("dash-sweep-9"));
    Files.writeString(odd.resolve("owner.json"), "null");
    Path odder = Files.createDirectory(place.resolve("dash-sweep-10"));
    Files.writeString(
        odder.resolve("owner.json"),
        "{\"process\": {\"machine\": \"%s\", \"id\": 1, \"startedAt\": \"now\"}}".formatted(boot));
    Path others = Files.createDirectory(place.resolve("spark-8"));

    ScratchDirectory.deleteLeftovers(place);
    assertThat(ended).doesNotExist();
    assertThat(lastBoot).doesNotExist();
    assertThat(itsNumberIsAnothers).doesNotExist();
    assertThat(alive).exists();
    assertThat(elsewhere).exists();
    assertThat(begun).exists();
    assertThat(begunByADeadOne).doesNotExist();
    assertThat(ownerless).exists();
    assertThat(unreadable).exists();
    assertThat(odd).exists();
    assertThat(odder).exists();
    assertThat(others).exists();
  }

  @Test
  void aProcessHasOneDirectoryInAPlaceWhateverItIsCalled() throws IOException {
    Path first = ScratchDirectory.create(place, "adapter-");
    Path alias = Files.createSymbolicLink(place.resolve("alias"), place);
    Path second = ScratchDirectory.create(alias.resolve("alias"), "checkpoint-");
    assertThat(Files.getPosixFilePermissions(parent(first)))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(first.getFileName().toString()).startsWith("adapter-");
    assertThat(second.getFileName().toString()).startsWith("checkpoint-");
    assertThat(second).hasParent(first.getParent());
  }

  /** Only the lock tells: the owner's file names another container. */
  @Test
  void aLivingProcessKeepsItsLockOverCollections() throws IOException, InterruptedException {
    Process process = ScratchProcess.start("live", place);
    try {
      BufferedReader told = process.inputReader();
      Path directory = Path.of(told.readLine());
      assertThat(directory).hasParent(place);
      assertThat(Path.of(told.readLine())).as("temporary files").startsWith(directory);
      assertThat(Path.of(told.readLine())).as("Hadoop's").startsWith(directory);
      onlyTheLockTells(directory);
      ScratchDirectory.deleteLeftovers(place);
      assertThat(directory).exists();

      process.destroyForcibly().waitFor();
      ScratchDirectory.deleteLeftovers(place);
      assertThat(directory).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessThatLooksForLeftoversKeepsItsOwnLock() throws IOException, InterruptedException {
    Path own = ScratchDirectory.create(place, "adapter-");
    ScratchDirectory.deleteLeftovers(place);
    ScratchDirectory.deleteLeftovers(place.resolve(".").resolve("..").resolve(place.getFileName()));
    ScratchProcess.collect();
    onlyTheLockTells(parent(own));
    assertThat(ScratchProcess.start("clean", place).waitFor()).isZero();
    assertThat(own).exists();
  }

  private void onlyTheLockTells(Path directory) throws IOException {
    Owner owner = owner(directory);
    write(
        directory,
        new Owner(
            new ProcessIdentity(
                boot + " of another container", owner.process().id(), owner.process().startedAt()),
            owner.host()));
  }

  private static Path parent(Path directory) {
    return Objects.requireNonNull(directory.getParent());
  }

  private Path left(String name, ProcessIdentity process, @Nullable String host)
      throws IOException {
    Path directory = Files.createDirectory(place.resolve("dash-sweep-" + name));
    Files.writeString(directory.resolve("training.safetensors"), "1 GB");
    Files.createFile(directory.resolve("lock"));
    write(directory, new Owner(process, host));
    return directory;
  }

  private static Owner owner(Path directory) throws IOException {
    return JSON.readValue(directory.resolve("owner.json").toFile(), Owner.class);
  }

  private static void write(Path directory, Owner owner) throws IOException {
    JSON.writeValue(directory.resolve("owner.json").toFile(), owner);
  }
}
