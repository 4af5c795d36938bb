package org.dashsweep.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process, as another one on the same machine can find it again.
 *
 * @param machine the machine, its boot and the container that numbers the process, or null where
 *     the operating system does not tell
 * @param id its number
 * @param startedAt in ISO 8601, or null where the operating system does not tell
 */
public record ProcessIdentity(@Nullable String machine, long id, @Nullable String startedAt) {
  /** A process that started so much later than the one meant has got its number. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

  public ProcessIdentity {
    if (startedAt != null) {
      requireTime(startedAt);
    }
  }

  private static void requireTime(String startedAt) {
    try {
      if (Instant.parse(startedAt).isAfter(Instant.MAX.minus(TOLERANCE))) {
        throw new IllegalArgumentException("startedAt is a time too far away");
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("startedAt is no time", e);
    }
  }

  /** This process. */
  public static ProcessIdentity current() {
    ProcessHandle self = ProcessHandle.current();
    return new ProcessIdentity(
        thisMachine(), self.pid(), self.info().startInstant().map(Instant::toString).orElse(null));
  }

  /** Returns whether it has surely ended: not known of a process elsewhere. */
  public boolean hasEnded() {
    return isNumberedHere() && !isPresent();
  }

  /** Returns whether it surely lives: not known of a process elsewhere. */
  public boolean lives() {
    return isNumberedHere() && isPresent();
  }

  private boolean isNumberedHere() {
    return machine != null && machine.equals(thisMachine());
  }

  private boolean isPresent() {
    Optional<ProcessHandle> present = ProcessHandle.of(id).filter(ProcessHandle::isAlive);
    if (present.isEmpty()) {
      return false;
    }
    Optional<Instant> start = present.get().info().startInstant();
    return startedAt == null
        || start.isEmpty()
        || !start.get().isAfter(Instant.parse(startedAt).plus(TOLERANCE));
  }

  /** The host's name would not do: containers of different machines may share it. */
  private static @Nullable String thisMachine() {
    try {
      return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(NAMESPACE);
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }
}
