package org.dashsweep.jobs.storage;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FSDataOutputStream;

/**
 * Writes files of this machine to a hidden name and renames them, which is one step. Hadoop is not
 * used: it starts a process for the permissions of each file. It also deletes the old file before
 * it renames, so that a reader would find nothing.
 *
 * @param directory of them all
 */
record LocalFiles(org.apache.hadoop.fs.Path directory) implements WholeFileWriter {
  @Override
  public void write(org.apache.hadoop.fs.Path target, OutputDirectory.Content content)
      throws IOException {
    Path hidden = writeHidden(target, content);
    try {
      Files.move(hidden, local(target), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      deleteAfter(hidden, e);
      throw e;
    }
  }

  @Override
  public void create(org.apache.hadoop.fs.Path target, byte[] content) throws IOException {
    Path hidden = writeHidden(target, stream -> stream.write(content));
    try {
      link(local(target), hidden);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }

  @Override
  public List<org.apache.hadoop.fs.Path> deleteUnfinished() throws IOException {
    List<org.apache.hadoop.fs.Path> deleted = new ArrayList<>();
    Path root = local(directory);
    if (!Files.isDirectory(root)) {
      return deleted;
    }
    Files.walkFileTree(
        root,
        Set.of(),
        DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = file.getFileName().toString();
            if (attributes.isRegularFile()
                && WholeFileWriter.isLeft(name, attributes.lastModifiedTime().toInstant())
                && Files.deleteIfExists(file)) {
              deleted.add(new org.apache.hadoop.fs.Path(file.toUri()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException thrown) {
            // Others delete files, too, and a directory may be another user's.
            return FileVisitResult.CONTINUE;
          }
        });
    return deleted;
  }

  private static Path writeHidden(org.apache.hadoop.fs.Path target, OutputDirectory.Content content)
      throws IOException {
    Path hidden = local(WholeFileWriter.hidden(target));
    Files.createDirectories(hidden.getParent());
    try (FileOutputStream file = new FileOutputStream(hidden.toFile());
        FSDataOutputStream stream = new FSDataOutputStream(new BufferedOutputStream(file), null)) {
      content.writeTo(UnclosableStream.of(stream));
      stream.flush();
      // A rename is not to outlive the bytes when the machine goes down.
      file.getFD().sync();
    } catch (IOException | RuntimeException e) {
      deleteAfter(hidden, e);
      throw e;
    }
    return hidden;
  }

  private static void link(Path target, Path hidden) throws IOException {
    try {
      // A rename would replace what is there.
      Files.createLink(target, hidden);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // Not all file systems have links.
      try {
        if (Files.exists(target)) {
          throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException second) {
        second.addSuppressed(e);
        throw second;
      }
    }
  }

  private static void deleteAfter(Path file, Exception thrown) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException | RuntimeException second) {
      thrown.addSuppressed(second);
    }
  }

  private static Path local(org.apache.hadoop.fs.Path file) {
    return Path.of(file.toUri().getPath());
  }
}
