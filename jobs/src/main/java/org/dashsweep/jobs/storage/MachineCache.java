package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.util.SerializableConfiguration;
import org.dashsweep.source.RemoteFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of remote models and data in a directory of each machine. A copy is made once per machine,
 * however many processes and threads ask for it at the same time.
 *
 * <p>A copy belongs to the URI and to the lengths and modification times of its files. Within one
 * run all machines use the version that the driver saw first: the trials' identifiers cover that
 * one.
 */
public final class MachineCache implements RemoteFiles {
  private static final Logger LOGGER = LoggerFactory.getLogger(MachineCache.class);

  private final SerializableConfiguration hadoop;
  private final @Nullable String directory;

  /** Versions seen, by URI; go along to the executors. */
  private final ConcurrentMap<String, String> versions = new ConcurrentHashMap<>();

  private final transient Consumer<String> progress;
  private final transient ConcurrentMap<String, Path> copies = new ConcurrentHashMap<>();

  /**
   * Makes a cache.
   *
   * @param hadoop how remote file systems are reached
   * @param directory the same on every machine, or null for {@code dash-sweep} in the user's cache
   *     directory
   * @param progress takes a line now and then while something is copied; on executors the log does
   */
  public MachineCache(Configuration hadoop, @Nullable String directory, Consumer<String> progress) {
    this.hadoop = new SerializableConfiguration(hadoop);
    this.directory = directory;
    this.progress = progress;
  }

  private MachineCache(MachineCache received) {
    this(received.hadoop.value(), received.directory, LOGGER::info);
    versions.putAll(received.versions);
  }

  private Object readResolve() {
    return new MachineCache(this);
  }

  @Override
  public Optional<Path> model(String uri) {
    return copy(uri, RemoteListing::ofModel);
  }

  @Override
  public Optional<Path> data(String uri) {
    return copy(uri, RemoteListing::ofData);
  }

  @Override
  public Optional<Path> cache() {
    return Optional.of(path());
  }

  /** Lists the files to be copied from a URI. */
  @FunctionalInterface
  interface Lister {
    Optional<RemoteListing> list(FileSystem system, org.apache.hadoop.fs.Path root)
        throws IOException;
  }

  private Optional<Path> copy(String uri, Lister lister) {
    StorageAddress.requireNoCredentials(uri);
    @Nullable Path known = copies.get(uri);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(uri);
      FileSystem system = fileSystem(root);
      Optional<RemoteListing> listing = lister.list(system, root);
      if (listing.isEmpty()) {
        return Optional.empty();
      }
      requireSameVersion(uri, listing.get());
      Path copy = new CacheDirectory(path()).copy(system, listing.get(), lister, progress);
      copies.put(uri, copy);
      return Optional.of(copy);
    } catch (IOException | IllegalArgumentException e) {
      throw new UncheckedIOException(
          String.format(Locale.ROOT, "Cannot copy %s to this machine: %s", uri, e.getMessage()),
          e instanceof IOException io ? io : new IOException(e));
    }
  }

  private FileSystem fileSystem(org.apache.hadoop.fs.Path root) throws IOException {
    try {
      return root.getFileSystem(hadoop.value());
    } catch (IOException | RuntimeException e) {
      // Hadoop wraps a class that is missing into an exception of its own.
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its file system cannot be opened (%s): check its scheme, the class path and the Hadoop settings",
              e.getMessage()),
          e);
    }
  }

  private void requireSameVersion(String uri, RemoteListing listing) throws IOException {
    @Nullable String first = versions.putIfAbsent(uri, listing.version());
    if (first != null && !first.equals(listing.version())) {
      throw new IOException("it has changed since the sweep was planned; run the sweep again");
    }
  }

  private Path path() {
    if (directory != null) {
      return Path.of(directory);
    }
    @Nullable String users = System.getenv("XDG_CACHE_HOME");
    return (users == null || users.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(users))
        .resolve("dash-sweep");
  }
}
