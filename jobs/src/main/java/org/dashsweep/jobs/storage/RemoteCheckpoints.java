package org.dashsweep.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.dashsweep.jobs.storage.CheckpointManifest.StoredFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checkpoint in an output directory elsewhere. The trial writes to a temporary directory. While
 * it goes on, a thread uploads the files found there, the manifest last, and then deletes the files
 * of the upload before. A trial waits for an upload only when it stops. An upload that fails costs
 * no more than the progress since the one before it.
 */
final class RemoteCheckpoints implements TrialCheckpoints {
  private static final Logger LOGGER = LoggerFactory.getLogger(RemoteCheckpoints.class);

  private final OutputDirectory output;
  private final String folder;
  private final Path directory;
  private final CheckpointStore.Claim claim;
  private final Object lock = new Object();
  private final Thread uploader;
  private boolean written;
  private boolean closed;

  /** Stored names that this attempt has put there or found; the uploader's alone. */
  private List<StoredFile> stored;

  private RemoteCheckpoints(
      OutputDirectory output,
      String folder,
      Path directory,
      CheckpointStore.Claim claim,
      List<StoredFile> stored) {
    this.claim = claim;
    this.output = output;
    this.folder = folder;
    this.directory = directory;
    this.stored = stored;
    this.uploader = new Thread(this::uploadWhatIsWritten, "upload " + folder);
    uploader.setDaemon(true);
  }

  static RemoteCheckpoints open(OutputDirectory output, String folder, CheckpointStore.Claim claim)
      throws IOException {
    Path directory = ScratchDirectory.create("checkpoint-");
    try {
      List<StoredFile> fetched = fetch(output, folder, directory);
      RemoteCheckpoints checkpoints =
          new RemoteCheckpoints(output, folder, directory, claim, fetched);
      checkpoints.uploader.start();
      return checkpoints;
    } catch (IOException | RuntimeException e) {
      FileUtil.fullyDelete(directory.toFile());
      throw e;
    }
  }

  private static List<StoredFile> fetch(OutputDirectory output, String folder, Path directory)
      throws IOException {
    Optional<CheckpointManifest> manifest = CheckpointManifest.read(output, folder);
    if (manifest.isEmpty()) {
      return List.of();
    }
    for (StoredFile file : manifest.get().files()) {
      if (!isFetched(output, folder, file, directory)) {
        LOGGER.warn("{} is not whole: the trial starts afresh", output.path(folder));
        FileUtil.fullyDeleteContents(directory.toFile());
        break;
      }
    }
    return manifest.get().files();
  }

  private static boolean isFetched(
      OutputDirectory output, String folder, StoredFile file, Path directory) throws IOException {
    Path local = directory.resolve(file.name()).normalize();
    if (!directory.equals(local.getParent())) {
      return false;
    }
    MessageDigest digest = sha256();
    try (InputStream remote = output.open(folder + "/" + file.storedAs());
        InputStream in = new DigestInputStream(remote, digest)) {
      Files.copy(in, local);
    } catch (FileNotFoundException e) {
      return false;
    }
    return Files.size(local) == file.bytes() && hex(digest).equals(file.sha256());
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void written() {
    synchronized (lock) {
      written = true;
      lock.notifyAll();
    }
  }

  @Override
  public void discard() throws IOException {
    synchronized (lock) {
      written = false;
    }
    // What is being uploaded would come back.
    end();
    FileUtil.fullyDeleteContents(directory.toFile());
    output.delete(folder);
  }

  @Override
  public void close() {
    end();
    FileUtil.fullyDelete(directory.toFile());
  }

  /** The caller may be interrupted, which is why it stops: the upload is not. */
  private void end() {
    boolean interrupted = false;
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    while (uploader.isAlive()) {
      try {
        uploader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void uploadWhatIsWritten() {
    while (awaitWritten()) {
      try {
        upload();
      } catch (IOException | RuntimeException e) {
        LOGGER.warn("Cannot keep the checkpoint {}; the trial goes on", output.path(folder), e);
      }
    }
  }

  /** Returns whether there is something to upload, or nothing more to come. */
  private boolean awaitWritten() {
    synchronized (lock) {
      while (!written && !closed) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          return false;
        }
      }
      boolean any = written;
      written = false;
      return any;
    }
  }

  private void upload() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(RemoteCheckpoints::isWhole).sorted().toList();
    }
    String generation = UUID.randomUUID().toString();
    List<StoredFile> uploaded = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      uploaded.add(upload(file, name, generation + "-" + name));
    }
    if (!claim.holds()) {
      LOGGER.warn("{} is another attempt's by now and is left to it", output.path(folder));
      delete(uploaded);
      return;
    }
    new CheckpointManifest(uploaded).write(output, folder);
    List<StoredFile> old = stored;
    stored = uploaded;
    delete(old);
  }

  private void delete(List<StoredFile> files) throws IOException {
    for (StoredFile file : files) {
      output.delete(folder + "/" + file.storedAs());
    }
  }

  /** Files are written under hidden names and renamed. */
  private static boolean isWhole(Path file) {
    return Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".");
  }

  private StoredFile upload(Path file, String name, String storedAs) throws IOException {
    MessageDigest digest = sha256();
    long[] bytes = new long[1];
    output.write(
        folder + "/" + storedAs,
        stream -> {
          digest.reset();
          // Opened once: a file that replaces it meanwhile is another one.
          try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            bytes[0] = in.transferTo(stream);
          }
        });
    return new StoredFile(name, storedAs, bytes[0], hex(digest));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
