package org.dashsweep.jobs.cli;

import java.time.Duration;
import java.util.OptionalInt;
import org.dashsweep.jobs.run.protocol.AdapterRetention;
import org.dashsweep.jobs.run.protocol.CheckpointRetention;
import org.dashsweep.jobs.run.protocol.RunRules;
import org.dashsweep.jobs.run.protocol.StopRules;
import org.dashsweep.train.CheckpointInterval;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code run} that say what is done about failures, and what is kept. */
final class RunRuleOptions {
  @Option(
      names = "--keep-adapters",
      paramLabel = "WHICH",
      defaultValue = "best",
      description = {
        "all, best or none: which trials' adapters DIR/adapters keeps, for dash-sweep export. best, the"
            + " default, is one for each method on each model and data set."
      })
  private AdapterRetention adapters = AdapterRetention.BEST;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "WHICH",
      defaultValue = "unfinished",
      converter = Kept.class,
      description = {
        "unfinished, none or a time such as 7d: which checkpoints DIR/checkpoints keeps of trials that do"
            + " not run. unfinished, the default: all of trials that have not succeeded. none: not even of"
            + " trials that failed. A time: what was written since. A run that starts deletes the rest,"
            + " of other sweeps too, but with none it goes on from its own."
      })
  private CheckpointRetention kept = new CheckpointRetention.Unfinished();

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N|TIME",
      defaultValue = "30s",
      converter = Interval.class,
      description = {
        "How often a running trial writes its checkpoint: a number of updates such as 200, or a time such"
            + " as 60s. By default ${DEFAULT-VALUE}."
      })
  private CheckpointInterval checkpoints = CheckpointInterval.DEFAULT;

  @Option(
      names = "--max-lost",
      paramLabel = "N",
      defaultValue = "3",
      description = {
        "Attempts at a trial that may end with their process, or with their GPU, without getting further,"
            + " before the trial counts as failed. By default ${DEFAULT-VALUE}."
      })
  private int maxLost;

  @Option(
      names = "--storage-retries",
      paramLabel = "N",
      defaultValue = "4",
      description = {
        "How often a trial tries again what storage refused, after 1 s, 5 s, 25 s and so on to 5 minutes;"
            + " but not what waits for people, such as a full disk. By default ${DEFAULT-VALUE}."
      })
  private int storageRetries;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = {
        "The most time one attempt at a trial may take, such as 2h: one that takes longer is a failed trial"
            + " whose checkpoint is kept. By default there is none."
      })
  private @Nullable Duration deadline;

  @Option(
      names = "--fail-fast",
      paramLabel = "N",
      description =
          "Stops the run when N of its trials have failed. By default the others always go on.")
  private @Nullable Integer failFast;

  @Option(
      names = "--canary",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = {
        "Of ten trials or more one goes ahead until its first update; if it fails before it, other than by"
            + " its memory or its numbers, the run stops. --no-canary starts all at once."
      })
  private boolean canary;

  @Option(
      names = "--lease-timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = DurationOption.class,
      description = {
        "A run that has not been heard of for so long no longer keeps others off DIR. By default"
            + " ${DEFAULT-VALUE}."
      })
  private Duration leaseTimeout = Duration.ofSeconds(60);

  /**
   * Returns the rules that the executors keep to.
   *
   * @throws IllegalArgumentException if a value is out of range; the message is for the user
   */
  RunRules rules() {
    return new RunRules(adapters, maxLost, storageRetries, deadline, checkpoints, kept);
  }

  /**
   * Returns the rules by which the run is to stop.
   *
   * @throws IllegalArgumentException if a value is out of range; the message is for the user
   */
  StopRules stopRules() {
    return new StopRules(failFast == null ? OptionalInt.empty() : OptionalInt.of(failFast), canary);
  }

  Duration leaseTimeout() {
    return leaseTimeout;
  }

  /** Reads {@code unfinished}, {@code none} and {@code 7d}. */
  static final class Kept implements ITypeConverter<CheckpointRetention> {
    @Override
    public CheckpointRetention convert(String value) {
      return switch (value) {
        case "unfinished" -> new CheckpointRetention.Unfinished();
        case "none" -> new CheckpointRetention.None();
        default -> new CheckpointRetention.Lasting(new DurationOption().convert(value));
      };
    }
  }

  /** Reads {@code 200} and {@code 60s}. */
  static final class Interval implements ITypeConverter<CheckpointInterval> {
    @Override
    public CheckpointInterval convert(String value) {
      try {
        return CheckpointInterval.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
