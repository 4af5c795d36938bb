package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** How files appear whole on a file system. */
sealed interface WholeFileWriter permits AbortableFiles, LocalFiles, RenamedFiles {
  /** The way of a directory's file system. */
  static WholeFileWriter of(Path directory, Configuration configuration, FileSystem system)
      throws IOException {
    if ("file".equals(directory.toUri().getScheme())) {
      return new LocalFiles();
    }
    return system.hasPathCapability(directory, CommonPathCapabilities.ABORTABLE_STREAM)
        ? new AbortableFiles(system)
        : new RenamedFiles(directory, configuration, system);
  }

  /** A name for a file until it is whole, which readers of tables skip. */
  static Path hidden(Path target) {
    return new Path(
        target.getParent(),
        "." + target.getName() + "." + UUID.randomUUID() + OutputDirectory.UNFINISHED);
  }

  /** Writes a file whole or not at all, replacing what is there. */
  void write(Path target, OutputDirectory.Content content) throws IOException;

  /**
   * Writes a file whole or not at all where there is none.
   *
   * @throws IOException also if there is one
   */
  void create(Path target, byte[] content) throws IOException;
}
