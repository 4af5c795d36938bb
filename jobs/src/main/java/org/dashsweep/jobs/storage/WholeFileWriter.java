package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dashsweep.file.UnfinishedName;

/** Writes files so that they appear whole on a file system. */
sealed interface WholeFileWriter permits AbortableFiles, LocalFiles, RenamedFiles {
  /** Age of a hidden file of a process elsewhere from which on it counts as left. */
  Duration FORGOTTEN = Duration.ofDays(1);

  /** Tables, checkpoints and adapters of a trial are no deeper below an output directory. */
  int DEPTH = 3;

  /** Returns the way of a directory's file system. */
  static WholeFileWriter of(Path directory, Configuration configuration, FileSystem system)
      throws IOException {
    if ("file".equals(directory.toUri().getScheme())) {
      return new LocalFiles(directory);
    }
    return system.hasPathCapability(directory, CommonPathCapabilities.ABORTABLE_STREAM)
        ? new AbortableFiles(system)
        : new RenamedFiles(directory, configuration, system);
  }

  /** Returns a name for a file until it is whole, which readers of tables skip. */
  static Path hidden(Path target) {
    return new Path(target.getParent(), UnfinishedName.of(target.getName()));
  }

  /** Writes a file whole or not at all, replacing what is there. */
  void write(Path target, OutputDirectory.Content content) throws IOException;

  /**
   * Writes a file whole or not at all where there is none.
   *
   * @throws IOException also if there is one
   */
  void create(Path target, byte[] content) throws IOException;

  /**
   * Deletes the unfinished files below the directory whose writers are dead for certain. Such a
   * writer is a process of this machine that is gone, or has not written for a day.
   *
   * @return the files that are gone
   */
  List<Path> deleteUnfinished() throws IOException;

  /** Returns whether nobody will rename a hidden file any more. */
  static boolean isLeft(String name, Instant written) {
    return UnfinishedName.isLeft(name)
        || (UnfinishedName.matches(name) && written.isBefore(Instant.now().minus(FORGOTTEN)));
  }
}
