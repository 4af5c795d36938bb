package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
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

  private void deleteAfter(Path file, Exception thrown) {
    try {
      system.delete(file, false);
    } catch (IOException | RuntimeException second) {
      thrown.addSuppressed(second);
    }
  }
}
