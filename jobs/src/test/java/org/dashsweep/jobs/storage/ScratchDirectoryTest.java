package org.dashsweep.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchDirectoryTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void whatAKilledProcessLeftIsDeletedAndNothingElse(@TempDir Path place) throws IOException {
    Path killed = left(place, "dash-sweep-1", DAY);
    Path justBegun = left(place, "dash-sweep-2", Duration.ZERO);
    Path others = left(place, "spark-3", DAY);
    Path unknown = Files.createDirectory(place.resolve("dash-sweep-4"));

    Path first = ScratchDirectory.create(place, "adapter-");
    assertThat(killed).doesNotExist();
    assertThat(justBegun).exists();
    assertThat(others).exists();
    assertThat(unknown).exists();
    assertThat(first.getFileName().toString()).startsWith("adapter-");
    Path second = ScratchDirectory.create(place, "adapter-");
    assertThat(second).isNotEqualTo(first).hasParent(first.getParent());
  }

  /** Another place of the same name makes this process look again. */
  @Test
  void aProcessThatLivesKeepsItsOwn(@TempDir Path place) throws IOException {
    Path own = ScratchDirectory.create(place, "adapter-");
    Path lock = own.resolveSibling("lock");
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(DAY)));
    ScratchDirectory.create(place.resolve("..").resolve(place.getFileName()), "adapter-");
    assertThat(own).exists();
  }

  private static Path left(Path place, String name, Duration ago) throws IOException {
    Path directory = Files.createDirectory(place.resolve(name));
    Files.writeString(directory.resolve("training.safetensors"), "1 GB");
    Path lock = Files.createFile(directory.resolve("lock"));
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(ago)));
    return directory;
  }
}
