package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSnapshot;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the output directory that a command needs. */
final class OutputOption {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
  private CommandSpec command;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "Where runs keep tables, report and log: a path, or the URI of a Hadoop file system.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
  private String directory;

  /**
   * Opens the directory, which need not exist yet.
   *
   * @throws IOException if its file system cannot be reached
   * @throws org.dashsweep.jobs.storage.AddressException if the address names none, or is a file's
   */
  ResultStore open(Configuration hadoop) throws IOException {
    return open(directory, hadoop);
  }

  /** Opens like {@link #open(Configuration)} the address that another option names. */
  static ResultStore open(String address, Configuration hadoop) throws IOException {
    ResultStore store = ResultStore.open(address, hadoop);
    store.output().requireNoFile();
    return store;
  }

  /**
   * Reads the trials that are committed in the directory, and prints what is wrong with its files.
   *
   * @throws ParameterException if there is none
   */
  TableSnapshot committed(ResultStore store) throws IOException {
    TableSnapshot snapshot = store.snapshot();
    DamageLines.print(snapshot.damage(), command.commandLine().getErr());
    if (snapshot.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT, "--out %s: no trial is committed there; run a sweep first", directory));
    }
    return snapshot;
  }

  @Override
  public String toString() {
    return directory;
  }
}
