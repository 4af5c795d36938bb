package org.dashsweep.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.dashsweep.weights.huggingface.ModelFiles;

/**
 * Files at a URI as they were when they were listed.
 *
 * @param root the URI
 * @param isFile whether the URI is the one file
 * @param files by name
 */
record RemoteListing(Path root, boolean isFile, List<RemoteFile> files) {
  /**
   * One file.
   *
   * @param name relative to the root, with {@code /} between its parts
   * @param bytes its length
   * @param modified its modification time in milliseconds since 1970
   */
  record RemoteFile(Path path, String name, long bytes, long modified) {}

  RemoteListing {
    List<RemoteFile> ordered = new ArrayList<>(files);
    ordered.sort(Comparator.comparing(RemoteFile::name));
    files = List.copyOf(ordered);
  }

  /**
   * Returns a GGUF file, or the files of a model's directory that a model is read from, or nothing.
   */
  static Optional<RemoteListing> ofModel(FileSystem system, Path root) throws IOException {
    List<RemoteFile> files = new ArrayList<>();
    try {
      if (ModelFiles.isGguf(root.getName()) && system.getFileStatus(root).isFile()) {
        return ofData(system, root);
      }
      for (FileStatus status : system.listStatus(root)) {
        if (status.isFile() && !status.getPath().equals(root)) {
          files.add(file(status, status.getPath().getName()));
        }
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>();
    files.forEach(file -> names.add(file.name));
    Set<String> needed =
        ModelFiles.needed(root.toString(), names, name -> content(system, new Path(root, name)));
    files.removeIf(file -> !needed.contains(file.name));
    return Optional.of(new RemoteListing(root, false, files));
  }

  private static byte[] content(FileSystem system, Path file) throws IOException {
    try (var stream = system.open(file)) {
      return stream.readAllBytes();
    }
  }

  /** Returns a file, or all files below a directory but hidden ones, or nothing. */
  static Optional<RemoteListing> ofData(FileSystem system, Path root) throws IOException {
    try {
      FileStatus status = system.getFileStatus(root);
      if (status.isFile()) {
        return Optional.of(new RemoteListing(root, true, List.of(file(status, root.getName()))));
      }
      List<RemoteFile> files = new ArrayList<>();
      RemoteIterator<LocatedFileStatus> all = system.listFiles(root, true);
      while (all.hasNext()) {
        LocatedFileStatus found = all.next();
        String name = status.getPath().toUri().relativize(found.getPath().toUri()).getPath();
        if (!name.startsWith(".") && !name.contains("/.")) {
          files.add(file(found, name));
        }
      }
      return files.isEmpty()
          ? Optional.empty()
          : Optional.of(new RemoteListing(root, false, files));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static RemoteFile file(FileStatus status, String name) {
    return new RemoteFile(status.getPath(), name, status.getLen(), status.getModificationTime());
  }

  /** Returns bytes of all files. */
  long bytes() {
    return files.stream().mapToLong(RemoteFile::bytes).sum();
  }

  /** Sixteen hexadecimal digits that change with any name, length or modification time. */
  String version() {
    StringBuilder text = new StringBuilder();
    for (RemoteFile file : files) {
      text.append(file.bytes).append(' ').append(file.modified).append(' ').append(file.name);
      text.append('\n');
    }
    return digest(text.toString());
  }

  /**
   * Returns a directory name for all versions of a URI: its last part, for people, and a digest.
   */
  static String directoryName(Path root) {
    String readable = root.getName().replaceAll("[^A-Za-z0-9._-]", "_");
    return (readable.startsWith(".") || readable.isEmpty() ? "root" : readable)
        + "-"
        + digest(root.toString());
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
