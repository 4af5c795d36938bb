package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local files under a scheme of their own, which makes them remote. Every file that is opened
 * is a line in {@code opened} beside the directory {@code remote} that it lies below, whichever
 * process opened it; reading takes a while, so that processes meet.
 */
public final class WatchedFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "watched";

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataInputStream open(Path file, int bufferBytes) throws IOException {
    java.nio.file.Path local = pathToFile(file).toPath();
    Files.writeString(
        remote(local).resolveSibling("opened"),
        local.getFileName() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    if (local.getFileName().toString().startsWith("unreadable")) {
      throw new IOException("connection reset");
    }
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return super.open(file, bufferBytes);
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    return plain(super.getFileStatus(file));
  }

  @Override
  public FileStatus[] listStatus(Path file) throws IOException {
    return Arrays.stream(super.listStatus(file))
        .map(WatchedFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** The local one's own asks for permissions, and takes every URI for a file's. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  private static java.nio.file.Path remote(java.nio.file.Path local) {
    for (java.nio.file.Path each = local; each != null; each = each.getParent()) {
      if (each.endsWith("remote")) {
        return each;
      }
    }
    throw new IllegalArgumentException("Not below a directory remote: " + local);
  }

  /** The files that were opened below a directory {@code remote}, in order. */
  static List<String> opened(java.nio.file.Path remote) throws IOException {
    java.nio.file.Path list = remote.resolveSibling("opened");
    return Files.exists(list) ? Files.readAllLines(list) : List.of();
  }
}
