package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local files under a scheme of their own, for a process that dies: after some operations no
 * other one changes anything.
 */
public final class CrashingFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "crashing";
  private static final AtomicInteger OPERATIONS_LEFT = new AtomicInteger(Integer.MAX_VALUE);

  static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs." + SCHEME + ".impl", CrashingFileSystem.class.getName());
    configuration.set("fs.AbstractFileSystem." + SCHEME + ".impl", Abstract.class.getName());
    return configuration;
  }

  static void crashAfter(int operations) {
    OPERATIONS_LEFT.set(operations);
  }

  static void recover() {
    OPERATIONS_LEFT.set(Integer.MAX_VALUE);
  }

  private static void operate() throws IOException {
    if (OPERATIONS_LEFT.getAndDecrement() <= 0) {
      OPERATIONS_LEFT.set(0);
      throw new IOException("crashed");
    }
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferBytes,
      short replication,
      long blockBytes,
      Progressable progress)
      throws IOException {
    operate();
    return super.create(
        file, permission, overwrite, bufferBytes, replication, blockBytes, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferBytes,
      short replication,
      long blockBytes,
      Progressable progress)
      throws IOException {
    operate();
    return super.create(file, overwrite, bufferBytes, replication, blockBytes, progress);
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path file,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferBytes,
      short replication,
      long blockBytes,
      Progressable progress)
      throws IOException {
    operate();
    return super.createNonRecursive(
        file, permission, flags, bufferBytes, replication, blockBytes, progress);
  }

  @Override
  public boolean mkdirs(Path directory) throws IOException {
    operate();
    return super.mkdirs(directory);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    operate();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    operate();
    return super.delete(file, recursive);
  }

  /** The same for those who ask for a {@link org.apache.hadoop.fs.FileContext}. */
  public static final class Abstract extends DelegateToFileSystem {
    public Abstract(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new CrashingFileSystem(), configuration, SCHEME, false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    /** In one step, as HDFS does it. */
    @Override
    public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
      operate();
      Files.move(
          java.nio.file.Path.of(from.toUri().getPath()),
          java.nio.file.Path.of(to.toUri().getPath()),
          StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
