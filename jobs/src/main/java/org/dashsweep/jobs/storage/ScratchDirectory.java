package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;
import org.dashsweep.file.Json;
import org.dashsweep.file.ProcessIdentity;
import org.dashsweep.file.UnfinishedName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory for the files that a trial needs on this machine's disk while it runs. It lies where
 * Spark keeps such files: a cluster deletes that place with the application, however it ends.
 * Elsewhere the next process deletes what a killed one left.
 *
 * <p>A process is dead for certain if its number is gone from the boot and the container that its
 * directory names. If that names another boot or container of this machine, the lock decides: the
 * owner holds it until it ends. Another machine's directory stays.
 *
 * <p>POSIX drops all locks of a process on a file as soon as it closes any channel of that file. A
 * process therefore never opens its own lock again. It knows its directory by the owner's file
 * beside the lock.
 */
public final class ScratchDirectory {
  private static final Logger LOGGER = LoggerFactory.getLogger(ScratchDirectory.class);
  private static final String PREFIX = "dash-sweep-";
  private static final String UNFINISHED = "dash-sweep";
  private static final String LOCK = "lock";
  private static final String OWNER = "owner.json";
  private static final String TEMPORARY = "java.io.tmpdir";
  private static final String HADOOP_TEMPORARY = "hadoop.tmp.dir";

  /** Other users have no business in it. */
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final Owner SELF = new Owner(ProcessIdentity.current(), hostName());

  /**
   * This process's directory in each place, by the place's real path. The map keeps the locks: a
   * lock goes as soon as its channel is garbage.
   */
  private static final Map<Path, Own> OWN = new HashMap<>();

  private ScratchDirectory() {}

  /**
   * The owner of a directory.
   *
   * @param host its name, or null where the operating system does not tell
   */
  record Owner(ProcessIdentity process, @Nullable String host) {
    Owner {
      Objects.requireNonNull(process, "process");
    }
  }

  /**
   * A directory of this process.
   *
   * @param lock held until the process ends; the map is never without it
   */
  private record Own(Path directory, FileLock lock) {}

  /**
   * Makes a directory that the caller deletes.
   *
   * @param prefix of its name
   */
  public static Path create(String prefix) throws IOException {
    return create(place(), prefix);
  }

  static Path create(Path place, String prefix) throws IOException {
    synchronized (OWN) {
      try {
        Files.createDirectories(place);
        return Files.createTempDirectory(ownOrNew(place.toRealPath()).directory(), prefix);
      } catch (IOException e) {
        throw StorageException.writing(place.toString(), e);
      }
    }
  }

  /**
   * Moves the temporary files of this process, from now on, into its own directory in {@code
   * java.io.tmpdir}. They are Spark's and Hadoop's files, and the native libraries that they
   * unpack. They go with the directory if the process is killed.
   *
   * @param hadoop gets the directory for its temporary files unless the user names one
   */
  public static void holdTemporaryFiles(Configuration hadoop) throws IOException {
    synchronized (OWN) {
      Path place = Path.of(System.getProperty(TEMPORARY, "."));
      Path real = place.toRealPath();
      if (OWN.values().stream().noneMatch(own -> real.startsWith(own.directory()))) {
        Path held = create(place, "tmp-");
        held.toFile().deleteOnExit();
        System.setProperty(TEMPORARY, held.toString());
      }
    }
    if (List.of("core-default.xml").equals(sources(hadoop))) {
      hadoop.set(HADOOP_TEMPORARY, System.getProperty(TEMPORARY));
    }
  }

  private static List<String> sources(Configuration hadoop) {
    String @Nullable [] sources = hadoop.getPropertySources(HADOOP_TEMPORARY);
    return sources == null ? List.of() : List.of(sources);
  }

  /** This process's directory that a place is or lies in. */
  private static @Nullable Own own(Path real) {
    return OWN.entrySet().stream()
        .filter(each -> real.equals(each.getKey()) || real.startsWith(each.getValue().directory()))
        .map(Map.Entry::getValue)
        .filter(own -> Files.isDirectory(own.directory()))
        .findFirst()
        .orElse(null);
  }

  private static Own ownOrNew(Path real) throws IOException {
    @Nullable Own own = own(real);
    if (own == null) {
      deleteLeftovers(real);
      own = open(real);
      OWN.put(real, own);
    }
    return own;
  }

  private static Path place() {
    SparkEnv spark = SparkEnv.get();
    return Path.of(
        spark == null
            ? System.getProperty(TEMPORARY, ".")
            : Utils.getConfiguredLocalDirs(spark.conf())[0]);
  }

  @SuppressWarnings("StreamResourceLeak") // The lock is held until the process ends.
  private static Own open(Path place) throws IOException {
    // Under a hidden name until it has its lock and its owner.
    Path hidden = Files.createDirectory(place.resolve(UnfinishedName.of(UNFINISHED)), PRIVATE);
    FileLock held =
        FileChannel.open(
                hidden.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
            .lock();
    Files.write(hidden.resolve(OWNER), Json.MAPPER.writeValueAsBytes(SELF));
    Path directory = place.resolve(PREFIX + UUID.randomUUID());
    Files.move(hidden, directory, StandardCopyOption.ATOMIC_MOVE);
    // In the other order.
    directory.toFile().deleteOnExit();
    directory.resolve(LOCK).toFile().deleteOnExit();
    directory.resolve(OWNER).toFile().deleteOnExit();
    return new Own(directory, held);
  }

  /** Deletes the directories of processes that are dead for certain. */
  static void deleteLeftovers(Path place) {
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(place, "{" + PREFIX + "*,." + UNFINISHED + ".*}")) {
      for (Path each : all) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS) && isLeft(each)) {
          LOGGER.info("Deletes {}, which a process that is gone has left", each);
          FileUtil.fullyDelete(each.toFile());
        }
      }
    } catch (IOException e) {
      LOGGER.warn("Cannot look for what killed processes left in {}", place, e);
    }
  }

  private static boolean isLeft(Path directory) {
    if (UnfinishedName.isLeft(directory.getFileName().toString())) {
      return true;
    }
    Optional<Owner> owner = owner(directory);
    if (owner.isEmpty() || owner.get().equals(SELF)) {
      return false;
    }
    ProcessIdentity process = owner.get().process();
    return !process.lives()
        && (process.hasEnded() || Objects.equals(owner.get().host(), SELF.host()))
        && isUnlocked(directory.resolve(LOCK));
  }

  private static Optional<Owner> owner(Path directory) {
    try {
      return Optional.ofNullable(
          Json.MAPPER.readValue(directory.resolve(OWNER).toFile(), Owner.class));
    } catch (IOException e) {
      // It is another program's or another user's.
      return Optional.empty();
    }
  }

  private static boolean isUnlocked(Path lock) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free != null;
    } catch (IOException | OverlappingFileLockException e) {
      // Another user's, or in use by this process.
      return false;
    }
  }

  private static @Nullable String hostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      return null;
    }
  }
}
