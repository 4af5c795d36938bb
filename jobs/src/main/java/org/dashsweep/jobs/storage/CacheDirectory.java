package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.dashsweep.jobs.storage.RemoteListing.RemoteFile;
import org.jspecify.annotations.Nullable;

/**
 * A directory that holds one directory per copy, {@code NAME-URI-VERSION}. A copy is made under a
 * hidden name and renamed when it is complete, so that a copy with its final name is whole. A lock
 * file for each URI lets one thread of one process make it. The next copy of a URI removes the
 * leftovers of a crash.
 *
 * @param root made if it is not there; on a local disk, for the locks to work
 */
record CacheDirectory(Path root) {
  private static final int BUFFER_BYTES = 4 << 20;

  /**
   * File locks hold between processes only. By real paths: whoever closes another channel of the
   * same file drops the lock of the whole process on POSIX.
   */
  private static final ConcurrentMap<Path, Object> LOCKS = new ConcurrentHashMap<>();

  /**
   * Returns the local copy of a listing: a directory, or a file if the URI is one.
   *
   * @param lister lists again, to check that the copied files are the listed ones
   */
  Path copy(
      FileSystem system,
      RemoteListing listing,
      MachineCache.Lister lister,
      Consumer<String> progress)
      throws IOException {
    String name = RemoteListing.directoryName(listing.root());
    Path target = root.resolve(name + "-" + listing.version());
    Files.createDirectories(root);
    Path lock = root.toRealPath().resolve("." + name + ".lock");
    synchronized (LOCKS.computeIfAbsent(lock, path -> new Object())) {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = lock(channel, listing, progress)) {
        if (!held.isValid()) {
          throw new IOException("lost the lock " + lock);
        }
        if (!isComplete(target, listing)) {
          removeLeftovers(name);
          make(system, listing, lister, target, progress);
        }
      }
    }
    return listing.isFile() ? target.resolve(listing.files().get(0).name()) : target;
  }

  private static FileLock lock(
      FileChannel channel, RemoteListing listing, Consumer<String> progress) throws IOException {
    @Nullable FileLock free = channel.tryLock();
    if (free != null) {
      return free;
    }
    progress.accept("Waiting for another process that copies " + listing.root());
    return channel.lock();
  }

  private static boolean isComplete(Path target, RemoteListing listing) throws IOException {
    for (RemoteFile file : listing.files()) {
      Path copied = target.resolve(file.name());
      if (!Files.isRegularFile(copied) || Files.size(copied) != file.bytes()) {
        return false;
      }
    }
    return true;
  }

  private void removeLeftovers(String name) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(root, "." + name + ".*.part")) {
      for (Path leftover : leftovers) {
        FileUtil.fullyDelete(leftover.toFile());
      }
    }
  }

  private void make(
      FileSystem system,
      RemoteListing listing,
      MachineCache.Lister lister,
      Path target,
      Consumer<String> progress)
      throws IOException {
    requireRoom(listing);
    String name = RemoteListing.directoryName(listing.root());
    Path part = root.resolve("." + name + "." + UUID.randomUUID() + ".part");
    try {
      CopyProgress copying =
          new CopyProgress(listing.root() + " to " + target, listing.bytes(), progress);
      for (RemoteFile file : listing.files()) {
        Path local = part.resolve(file.name()).normalize();
        if (!local.startsWith(part)) {
          throw new IOException("it lists a file outside of it: " + file.name());
        }
        Files.createDirectories(local.getParent());
        copy(system, file, local, copying);
      }
      if (!lister.list(system, listing.root()).equals(Optional.of(listing))) {
        throw new IOException("it changed while it was copied; run the command again");
      }
      // Only an incomplete copy can be there: somebody removed files of it.
      FileUtil.fullyDelete(target.toFile());
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      copying.done();
    } finally {
      FileUtil.fullyDelete(part.toFile());
    }
  }

  private void requireRoom(RemoteListing listing) throws IOException {
    long room = Files.getFileStore(root).getUsableSpace();
    if (listing.bytes() > room) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it takes %s and %s has room for %s: name another directory with --cache",
              CopyProgress.megabytes(listing.bytes()),
              root,
              CopyProgress.megabytes(room)));
    }
  }

  private static void copy(FileSystem system, RemoteFile file, Path local, CopyProgress progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long copied = 0;
    try (FSDataInputStream in = system.open(file.path());
        FileChannel out =
            FileChannel.open(local, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        copied += read;
        progress.copied(read);
      }
      // A rename is not to outlive the bytes when the machine goes down.
      out.force(true);
    }
    if (copied != file.bytes()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d bytes, but %d were received",
              file.path(),
              file.bytes(),
              copied));
    }
  }
}
