package org.dashsweep.data.described;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.RowFile;

/**
 * The described tasks that a JVM has read. They are kept, each as long as its files keep their
 * lengths and times of change.
 */
public final class DescribedTasks {
  private static final Map<Key, DescribedData> READ = new ConcurrentHashMap<>();
  private static final Map<Key, String> FINGERPRINTS = new ConcurrentHashMap<>();

  private DescribedTasks() {}

  private record Key(TaskDescription description, List<Version> files) {
    static Key of(DescribedTask task) {
      List<Version> versions = new ArrayList<>();
      for (RowFile file : task.files()) {
        versions.add(Version.of(file));
      }
      return new Key(task.description(), versions);
    }
  }

  private record Version(String path, long bytes, long changedNanos) {
    static Version of(RowFile file) {
      try {
        return new Version(
            file.path().toString(),
            Files.size(file.path()),
            Files.getLastModifiedTime(file.path()).to(java.util.concurrent.TimeUnit.NANOSECONDS));
      } catch (IOException e) {
        throw new DataException(file.name(), "cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /** Returns the rows of a task, as {@link DescribedTask#read}. */
  public static DescribedData read(DescribedTask task) {
    return READ.computeIfAbsent(Key.of(task), key -> task.read());
  }

  /** Returns what identifies the rows of a task, as {@link DescribedTask#fingerprint}. */
  public static String fingerprint(DescribedTask task) {
    return FINGERPRINTS.computeIfAbsent(Key.of(task), key -> task.fingerprint());
  }
}
