package org.dashsweep.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Files that are written to a hidden name, which readers of tables skip, and renamed: one step on
 * HDFS. On what cannot rename over a file, one that is replaced is away for a moment.
 *
 * @param directory of them all
 */
record RenamedFiles(Path directory, Configuration configuration, FileSystem system)
    implements WholeFileWriter {
  @Override
  public void write(Path target, OutputDirectory.Content content) throws IOException {
    Path hidden = writeHidden(target, content);
    try {
      replace(hidden, target);
    } catch (IOException | RuntimeException e) {
      deleteAfter(hidden, e);
      throw e;
    }
  }

  private Path writeHidden(Path target, OutputDirectory.Content content) throws IOException {
    Path hidden = WholeFileWriter.hidden(target);
    try (FSDataOutputStream stream = system.create(hidden, false)) {
      content.writeTo(UnclosableStream.of(stream));
      // A rename is not to outlive the bytes when the machine goes down.
      stream.hsync();
    } catch (IOException | RuntimeException e) {
      deleteAfter(hidden, e);
      throw e;
    }
    return hidden;
  }

  private void replace(Path hidden, Path target) throws IOException {
    try {
      FileContext.getFileContext(directory.toUri(), configuration)
          .rename(hidden, target, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      // Known to FileSystem only, which has no renaming over a file.
      system.delete(target, false);
      if (!system.rename(hidden, target)) {
        throw new IOException("cannot rename " + hidden + " to " + target, e);
      }
    }
  }

  @Override
  public void create(Path target, byte[] content) throws IOException {
    Path hidden = writeHidden(target, stream -> stream.write(content));
    try {
      if (system.exists(target) || !system.rename(hidden, target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
    } finally {
      system.delete(hidden, false);
    }
  }

  @Override
  public List<Path> deleteUnfinished() throws IOException {
    List<Path> deleted = new ArrayList<>();
    deleteUnfinished(directory, DEPTH, deleted);
    return deleted;
  }

  private void deleteUnfinished(Path folder, int depth, List<Path> deleted) throws IOException {
    for (FileStatus status : listed(folder)) {
      if (status.isDirectory() && depth > 1) {
        deleteUnfinished(status.getPath(), depth - 1, deleted);
      } else if (status.isFile()
          && WholeFileWriter.isLeft(
              status.getPath().getName(), Instant.ofEpochMilli(status.getModificationTime()))
          && system.delete(status.getPath(), false)) {
        deleted.add(status.getPath());
      }
    }
  }

  private FileStatus[] listed(Path folder) throws IOException {
    try {
      return system.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private void deleteAfter(Path file, Exception thrown) {
    try {
      system.delete(file, false);
    } catch (IOException | RuntimeException second) {
      thrown.addSuppressed(second);
    }
  }
}
