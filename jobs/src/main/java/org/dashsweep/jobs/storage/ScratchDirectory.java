package org.dashsweep.jobs.storage;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a trial needs of this machine's disk only while it runs, where Spark keeps such things: a
 * cluster deletes that place with the application, however it ends. Elsewhere what a killed process
 * left is deleted by the next one: each holds a lock as long as it lives.
 */
public final class ScratchDirectory {
  private static final Logger LOGGER = LoggerFactory.getLogger(ScratchDirectory.class);
  private static final String PREFIX = "dash-sweep-";
  private static final String LOCK = "lock";

  /** A process that has just made its directory may not hold its lock yet. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** This process's directory in each place; the lock goes with the process. */
  private static final Map<Path, Path> OWN = new HashMap<>();

  private ScratchDirectory() {}

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
      Path own = OWN.get(place);
      if (own == null || !Files.isDirectory(own)) {
        Files.createDirectories(place);
        deleteLeftovers(place);
        own = open(place);
        OWN.put(place, own);
      }
      return Files.createTempDirectory(own, prefix);
    }
  }

  private static Path place() {
    SparkEnv spark = SparkEnv.get();
    return Path.of(
        spark == null
            ? System.getProperty("java.io.tmpdir", ".")
            : Utils.getConfiguredLocalDirs(spark.conf())[0]);
  }

  @SuppressWarnings("StreamResourceLeak") // The lock is held until the process ends.
  private static Path open(Path place) throws IOException {
    Path own = Files.createTempDirectory(place, PREFIX);
    Path lock = own.resolve(LOCK);
    FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).lock();
    // In the other order.
    own.toFile().deleteOnExit();
    lock.toFile().deleteOnExit();
    return own;
  }

  private static void deleteLeftovers(Path place) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(place, PREFIX + "*")) {
      for (Path each : all) {
        if (isLeft(each)) {
          LOGGER.info("Deletes {}, which a process that is gone has left", each);
          FileUtil.fullyDelete(each.toFile());
        }
      }
    } catch (IOException e) {
      LOGGER.warn("Cannot look for what killed processes left in {}", place, e);
    }
  }

  private static boolean isLeft(Path directory) {
    File lock = directory.resolve(LOCK).toFile();
    if (!lock.isFile() || lock.lastModified() > Instant.now().minus(GRACE).toEpochMilli()) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock.toPath(), StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free != null;
    } catch (IOException | OverlappingFileLockException e) {
      // Another user's, or in use by this process.
      return false;
    }
  }
}
