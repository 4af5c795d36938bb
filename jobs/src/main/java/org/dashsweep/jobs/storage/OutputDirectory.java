package org.dashsweep.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BulkDelete;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory that a run writes to, on any file system Hadoop knows. It need not exist, nor need
 * the directories below it.
 *
 * <p>A reader of a file that is being written sees the whole old file or the whole new one. See
 * {@link LocalFiles}, {@link AbortableFiles} and {@link RenamedFiles}.
 *
 * <p>Instances keep no state of their own: any number of processes may use the same directory.
 */
public final class OutputDirectory {
  private final Path path;
  private final Configuration configuration;
  private final FileSystem system;
  private final WholeFileWriter writer;

  private OutputDirectory(Path path, Configuration configuration, FileSystem system)
      throws IOException {
    this.path = path;
    this.configuration = configuration;
    this.system = system;
    this.writer = WholeFileWriter.of(path, configuration, system);
  }

  /**
   * Opens a directory, which need not exist yet.
   *
   * @param directory a path or URI, such as {@code out}, {@code hdfs:///sweeps/glue} or {@code
   *     s3a://bucket/sweeps/glue}
   * @throws IOException if its file system cannot be opened
   * @throws AddressException if the address names no place, or carries credentials
   */
  public static OutputDirectory open(String directory, Configuration configuration)
      throws IOException {
    Configuration own = new Configuration(configuration);
    Path path = StorageAddress.path(directory);
    @Nullable String scheme = path.toUri().getScheme();
    if (scheme != null) {
      StorageAddress.requireScheme(directory, scheme, own);
    }
    try {
      FileSystem system = path.getFileSystem(own);
      if (system instanceof ChecksumFileSystem checksummed) {
        // It would put a .NAME.crc beside each file.
        system = checksummed.getRawFileSystem();
      }
      return new OutputDirectory(system.makeQualified(path), own, system);
    } catch (IOException | RuntimeException e) {
      throw new IOException("cannot open " + directory + ": " + remedy(path, own), e);
    }
  }

  /** A path without a scheme is one of Hadoop's default file system, as everywhere with Hadoop. */
  private static String remedy(Path path, Configuration configuration) {
    URI defaultFiles = FileSystem.getDefaultUri(configuration);
    if (path.toUri().getScheme() != null || "file".equals(defaultFiles.getScheme())) {
      return "check its scheme and the Hadoop settings";
    }
    return "it is on "
        + defaultFiles
        + ", the fs.defaultFS of the Hadoop settings; for a directory of this machine write "
        + java.nio.file.Path.of(path.toString()).toUri();
  }

  /** Returns the settings of its file system: its own copy of those it was opened with. */
  public Configuration configuration() {
    return configuration;
  }

  /** Returns the directory, with its scheme. */
  public Path path() {
    return path;
  }

  /**
   * Returns the location of a file of the directory.
   *
   * @param name relative to the directory, with {@code /} between its parts
   */
  public Path path(String name) {
    return new Path(path, name);
  }

  /**
   * Refuses a place where a file is.
   *
   * @throws AddressException if one is there
   */
  public void requireNoFile() throws IOException {
    if (status(path).filter(FileStatus::isFile).isPresent()) {
      throw new AddressException(path + ": is a file; name a directory");
    }
  }

  /** Returns whether it is a directory of this machine, as far as its scheme tells. */
  public boolean isLocal() {
    return "file".equals(path.toUri().getScheme());
  }

  /** The content that a file is to hold. */
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
      writer.write(target, content);
    } catch (IOException | RuntimeException e) {
      throw StorageException.writing(target.toString(), e);
    }
  }

  /**
   * Writes a file unless there is one of that name. If several processes try at once, one succeeds
   * on local disks, HDFS and stores with conditional writes. Elsewhere the last one may replace the
   * file that another wrote a moment ago.
   *
   * @param name relative to the directory
   * @param content different from every other writer's: if an answer is lost, it identifies the
   *     writer
   * @return whether the file holds this content
   */
  public boolean writeNew(String name, byte[] content) throws StorageException {
    Path target = path(name);
    try {
      writer.create(target, content);
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

  /**
   * Deletes files that dead processes have left unfinished. Files of a process elsewhere stay for a
   * day: only the holder of the lease can tell that nobody needs them.
   *
   * @return the files that are gone
   */
  public List<Path> deleteUnfinished() throws IOException {
    return writer.deleteUnfinished();
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
   * Returns the files in a folder that readers of tables do not skip, by name. Returns none if
   * there is no such folder.
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
   * Returns the names of the folders in a folder, sorted; none if there is no such folder.
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

  /** Returns the file system's status of a file below the directory; empty if there is none. */
  public Optional<FileStatus> status(Path file) throws IOException {
    try {
      return Optional.of(system.getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Returns whether there is a file, below the directory. */
  public boolean exists(Path file) throws IOException {
    return system.exists(file);
  }

  /**
   * Returns all that is in a folder, hidden files too; nothing if there is no such folder.
   *
   * @param name relative to the directory
   */
  public FileStatus[] list(String name) throws IOException {
    return list(path(name));
  }

  /** Returns all that is in the directory itself; nothing if there is no such directory. */
  public FileStatus[] list() throws IOException {
    return list(path);
  }

  private FileStatus[] list(Path folder) throws IOException {
    try {
      return system.listStatus(folder);
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
}
