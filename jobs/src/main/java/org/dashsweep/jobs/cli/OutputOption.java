package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.run.driver.RunDirectory;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSnapshot;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the output directory that a command needs. */
final class OutputOption {
  /** Directories that a message offers in place of one that holds no run. */
  private static final int MOST_MEANT = 3;

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

  /**
   * Opens the directory of runs that have started, for a command that reads what they left.
   *
   * @throws IOException if its file system cannot be reached
   * @throws ParameterException if no run has left anything there
   */
  ResultStore existing(Configuration hadoop) throws IOException {
    return existing("--out", directory, hadoop, command);
  }

  /**
   * Refuses a directory that does not exist: a run would have made it.
   *
   * @throws ParameterException if there is none
   */
  void requireDirectory(ResultStore store) throws IOException {
    RunDirectory.Traces traces = RunDirectory.traces(store);
    if (traces == RunDirectory.Traces.NO_DIRECTORY) {
      throw new ParameterException(
          command.commandLine(), refusal("--out", directory, store, traces));
    }
  }

  /**
   * Opens like {@link #existing(Configuration)} the address that another option names.
   *
   * @param option of that name, for messages
   * @param command that has the option
   */
  static ResultStore existing(
      String option, String address, Configuration hadoop, CommandSpec command) throws IOException {
    ResultStore store = open(address, hadoop);
    RunDirectory.Traces traces = RunDirectory.traces(store);
    if (traces != RunDirectory.Traces.SOME) {
      throw new ParameterException(command.commandLine(), refusal(option, address, store, traces));
    }
    return store;
  }

  private static String refusal(
      String option, String address, ResultStore store, RunDirectory.Traces traces) {
    List<String> meant =
        RunDirectory.nearby(store, traces).stream().map(PathDisplay::of).limit(MOST_MEANT).toList();
    return String.format(
        Locale.ROOT,
        traces == RunDirectory.Traces.NO_DIRECTORY
            ? "%s %s: there is no such directory; %s"
            : "%s %s: holds nothing of a run; %s",
        option,
        address,
        meant.isEmpty()
            ? "check the name, or run a sweep first: dash-sweep run SPEC --out " + address
            : "did you mean " + String.join(" or ", meant) + "? Otherwise run a sweep first");
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
