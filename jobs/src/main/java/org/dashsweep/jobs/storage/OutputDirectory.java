package org.dashsweep.jobs.storage;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BulkDelete;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A directory that a run writes to, on any file system Hadoop knows. It need not exist, nor need
 * the directories below it.
 *
 * <p>Whoever reads a file while it is written sees the whole of the old one or the whole of the new
 * one. Where a stream can be aborted, as on S3, a file appears when its stream is closed, and
 * nothing but that is relied on: files are written straight to their names. Elsewhere they are
 * written to a hidden name, which readers of tables skip, and renamed: one step on local disks and
 * HDFS. On what can neither be aborted nor renamed over, a file that is replaced is away for a
 * moment, but never torn.
 *
 * <p>Instances keep no state of their own: any number of processes may use the same directory.
 */
public final class OutputDirectory {
  /** How hidden files end that are being written, or whose writer died. */
  public static final String UNFINISHED = ".tmp";

  private final Path path;
  private final Configuration configuration;
  private final FileSystem system;
  private final boolean straight;

  private OutputDirectory(Path path, Configuration configuration, FileSystem system)
      throws IOException {
    this.path = path;
    this.configuration = configuration;
    this.system = system;
    this.straight = system.hasPathCapability(path, CommonPathCapabilities.ABORTABLE_STREAM);
  }

  /**
   * Opens a directory, which need not exist yet.
   *
   * @param directory a path or URI, such as {@code out}, {@code hdfs:///sweeps/glue} or {@code
   *     s3a://bucket/sweeps/glue}
   * @throws IOException if there is no such file system
   * @throws CredentialsInAddressException if the URI carries credentials
   */
  public static OutputDirectory open(String directory, Configuration configuration)
      throws IOException {
    Configuration own = new Configuration(configuration);
    Path path = new Path(StorageAddress.requireNoCredentials(directory));
    try {
      FileSystem system = path.getFileSystem(own);
      if (system instanceof ChecksumFileSystem checksummed) {
        // It would put a .NAME.crc beside each file.
        system = checksummed.getRawFileSystem();
      }
      return new OutputDirectory(system.makeQualified(path), own, system);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "cannot open " + directory + ": check its scheme and the Hadoop settings", e);
    }
  }

  /** The directory, with its scheme. */
  public Path path() {
    return path;
  }

  /**
   * Where a file of the directory lies.
   *
   * @param name relative to the directory, with {@code /} between its parts
   */
  public Path path(String name) {
    return new Path(path, name);
  }

  /** Whether it is a directory of this machine, as far as its scheme tells. */
  public boolean isLocal() {
    return "file".equals(path.toUri().getScheme());
  }

  /** What a file is to hold. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; whether it closes the stream does not matter. */
    void writeTo(FSDataOutputStream stream) throws IOException;
  }

  /**
   * Writes a file whole or not at all, replacing what it held.
   *
   * @param name relative to the directory
   * @throws StorageException if it cannot be written; what was there is still there
   */
  public void write(String name, Content content) throws StorageException {
    write(path(name), content);
  }

  /**
   * Writes a file whole or not at all, replacing what it held.
   *
   * @param target below the directory
   * @throws StorageException if it cannot be written; what was there is still there
   */
  public void write(Path target, Content content) throws StorageException {
    try {
      if (straight) {
        writeStraight(target, content);
      } else {
        Path hidden = writeHidden(target, content);
        try {
          replace(hidden, target);
        } catch (IOException | RuntimeException e) {
          deleteAfter(hidden, e);
          throw e;
        }
      }
    } catch (IOException | RuntimeException e) {
      throw StorageException.writing(target.toString(), e);
    }
  }

  /**
   * Writes a file unless there is one of that name. Of several processes that try at once one
   * succeeds, on local disks, HDFS and stores with conditional writes; elsewhere the last one may
   * replace what others wrote a moment ago.
   *
   * @param name relative to the directory
   * @param content unlike anybody else's: if an answer is lost, the writer is known by it
   * @return whether the file holds this content
   */
  public boolean writeNew(String name, byte[] content) throws StorageException {
    Path target = path(name);
    try {
      if (straight) {
        createStraight(target, content);
      } else {
        createByRename(target, content);
      }
    } catch (IOException | RuntimeException e) {
      Optional<byte[]> present = presentAfter(name, e);
      if (present.isEmpty()) {
        throw StorageException.writing(target.toString(), e);
      }
      return Arrays.equals(present.get(), content);
    }
    return true;
  }

  private Optional<byte[]> presentAfter(String name, Exception thrown) {
    try {
      return read(name);
    } catch (IOException | RuntimeException second) {
      thrown.addSuppressed(second);
      return Optional.empty();
    }
  }

  private void writeStraight(Path target, Content content) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = system.createFile(target);
    builder.overwrite(true).recursive();
    // Objects need no parents, and what is there is to be replaced: nothing to look up.
    builder.opt("fs.s3a.create.performance", true);
    writeOrAbort(builder.build(), content);
  }

  private void createStraight(Path target, byte[] content) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = system.createFile(target);
    builder.overwrite(false).recursive();
    builder.opt(Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    writeOrAbort(builder.build(), stream -> stream.write(content));
  }

  private static void writeOrAbort(FSDataOutputStream stream, Content content) throws IOException {
    try {
      content.writeTo(unclosable(stream));
    } catch (IOException | RuntimeException | Error e) {
      // To close it would publish half a file.
      stream.abort();
      throw e;
    }
    stream.close();
  }

  private Path writeHidden(Path target, Content content) throws IOException {
    Path hidden =
        new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + UNFINISHED);
    FSDataOutputStreamBuilder<?, ?> builder = system.createFile(hidden);
    builder.recursive();
    try (FSDataOutputStream stream = builder.build()) {
      content.writeTo(unclosable(stream));
      // A rename is not to outlive the bytes when the machine goes down.
      stream.hsync();
    } catch (IOException | RuntimeException e) {
      deleteAfter(hidden, e);
      throw e;
    }
    return hidden;
  }

  private void replace(Path hidden, Path target) throws IOException {
    if (isLocal()) {
      // Hadoop would delete what is there first, and a reader meet nothing.
      Files.move(local(hidden), local(target), StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      FileContext.getFileContext(path.toUri(), configuration)
          .rename(hidden, target, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      // Known to FileSystem only, which has no renaming over a file.
      system.delete(target, false);
      if (!system.rename(hidden, target)) {
        throw new IOException("cannot rename " + hidden + " to " + target, e);
      }
    }
  }

  private void createByRename(Path target, byte[] content) throws IOException {
    Path hidden = writeHidden(target, stream -> stream.write(content));
    try {
      if (isLocal()) {
        createLocal(local(target), local(hidden));
      } else if (system.exists(target) || !system.rename(hidden, target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
    } finally {
      system.delete(hidden, false);
    }
  }

  private static void createLocal(java.nio.file.Path target, java.nio.file.Path hidden)
      throws IOException {
    try {
      // A rename would replace what is there.
      Files.createLink(target, hidden);
    } catch (java.nio.file.FileSystemException | UnsupportedOperationException e) {
      // Not all file systems have links.
      if (Files.exists(target)) {
        throw e;
      }
      Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static java.nio.file.Path local(Path file) {
    return java.nio.file.Path.of(file.toUri().getPath());
  }

  private void deleteAfter(Path file, Exception thrown) {
    try {
      system.delete(file, false);
    } catch (IOException | RuntimeException second) {
      thrown.addSuppressed(second);
    }
  }

  /**
   * Opens a file to read it.
   *
   * @param name relative to the directory
   * @throws FileNotFoundException if there is no such file
   */
  public FSDataInputStream open(String name) throws IOException {
    return system.open(path(name));
  }

  /**
   * Reads a file.
   *
   * @param name relative to the directory
   * @return its content, or nothing if there is no such file
   */
  public Optional<byte[]> read(String name) throws IOException {
    try (FSDataInputStream stream = open(name)) {
      return Optional.of(stream.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * The files in a folder that readers of tables do not skip, by name; none if there is no such
   * folder.
   *
   * @param name relative to the directory
   */
  public List<FileStatus> files(String name) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus status : list(name)) {
      String file = status.getPath().getName();
      if (status.isFile() && !file.startsWith(".") && !file.startsWith("_")) {
        found.add(status);
      }
    }
    found.sort(Comparator.comparing(status -> status.getPath().getName()));
    return found;
  }

  /**
   * The names of the folders in a folder, sorted; none if there is no such folder.
   *
   * @param name relative to the directory
   */
  public List<String> folders(String name) throws IOException {
    return Arrays.stream(list(name))
        .filter(FileStatus::isDirectory)
        .map(status -> status.getPath().getName())
        .sorted()
        .toList();
  }

  /** Whether there is a file, below the directory. */
  public boolean exists(Path file) throws IOException {
    return system.exists(file);
  }

  /**
   * All that is in a folder, hidden files too; nothing if there is no such folder.
   *
   * @param name relative to the directory
   */
  public FileStatus[] list(String name) throws IOException {
    try {
      return system.listStatus(path(name));
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /**
   * Deletes a file, or a folder with all that is in it, if it is there.
   *
   * @param name relative to the directory
   */
  public void delete(String name) throws IOException {
    delete(path(name));
  }

  /**
   * Deletes a file, or a folder with all that is in it, if it is there.
   *
   * @param target below the directory
   */
  public void delete(Path target) throws IOException {
    try {
      if (!system.delete(target, true) && system.exists(target)) {
        throw new IOException("cannot delete " + target);
      }
    } catch (FileNotFoundException e) {
      // It is gone, which is what was asked for.
    }
  }

  /**
   * Deletes files that are there, with few requests where the store can.
   *
   * @param files below the directory; no folders
   */
  public void delete(List<Path> files) throws IOException {
    try (BulkDelete bulk = system.createBulkDelete(path)) {
      for (int from = 0; from < files.size(); from += bulk.pageSize()) {
        List<Path> page = files.subList(from, Math.min(files.size(), from + bulk.pageSize()));
        // Once more what could not be deleted: either it goes or it says why.
        for (Map.Entry<Path, String> failure : bulk.bulkDelete(page)) {
          delete(failure.getKey());
        }
      }
    }
  }

  /** Writers of Parquet close what they are given even when they fail. */
  private static FSDataOutputStream unclosable(FSDataOutputStream stream) throws IOException {
    return new FSDataOutputStream(new Unclosable(stream), null);
  }

  private static final class Unclosable extends FilterOutputStream {
    Unclosable(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      // What is closed at the end is flushed then, and S3 cannot.
    }

    @Override
    public void close() throws IOException {
      // The owner does.
    }
  }
}
