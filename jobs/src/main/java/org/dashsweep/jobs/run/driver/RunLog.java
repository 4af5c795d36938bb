package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.dashsweep.jobs.tables.ResultStore;

/** The log files of runs. */
public final class RunLog {
  /** Their folder. */
  static final String DIRECTORY = "logs";

  private static final String START = "run-";

  private RunLog() {}

  /**
   * Makes the log file of a run: beside the tables where those are on this machine, otherwise in
   * the working directory.
   *
   * @throws IOException if that cannot be written to; the message is for the user
   */
  public static Path create(ResultStore store) throws IOException {
    boolean beside = store.output().isLocal();
    Path directory =
        beside ? Path.of(store.directory().toUri().getPath(), DIRECTORY) : Path.of(DIRECTORY);
    try {
      Files.createDirectories(directory);
      return create(directory, LocalDateTime.now(ZoneId.systemDefault()));
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "cannot write a log to %s: %s",
              directory.toAbsolutePath(),
              beside
                  ? "make it a directory that this user may write to, or name another --out"
                  : "run the command in a directory that this user may write to"),
          e);
    }
  }

  /** Returns whether a file of the folder is the log of a run. */
  static boolean isOfRun(String name) {
    return name.startsWith(START);
  }

  /** Makes an empty file that no other run of the same second writes to. */
  static Path create(Path directory, LocalDateTime time) throws IOException {
    String name = START + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).format(time);
    for (int runs = 1; ; runs++) {
      try {
        return Files.createFile(directory.resolve(name + (runs == 1 ? "" : "-" + runs) + ".log"));
      } catch (FileAlreadyExistsException e) {
        // Another run's.
      }
    }
  }
}
