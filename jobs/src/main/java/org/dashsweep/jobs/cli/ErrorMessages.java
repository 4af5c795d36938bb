package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.lang3.StringUtils;
import org.dashsweep.data.DataException;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.run.driver.InputException;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.dashsweep.jobs.run.spark.Secrets;
import org.dashsweep.jobs.storage.AddressException;
import org.dashsweep.jobs.storage.StorageAddress;
import org.dashsweep.jobs.storage.StorageException;
import org.dashsweep.jobs.storage.StorageFault;
import org.dashsweep.jobs.tables.DamagedTableException;
import org.dashsweep.model.ModelException;
import org.dashsweep.sweep.file.SpecificationException;
import org.dashsweep.tokenizer.TokenizerException;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;

/**
 * Prints the message that the user reads when something went wrong. It has no stack trace unless
 * the user asks for one.
 */
public final class ErrorMessages {
  /** Some libraries describe the whole of what they could not write. */
  private static final int LONGEST_MESSAGE = 1_000;

  private ErrorMessages() {}

  public static int onBadUsage(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    PrintWriter err = command.getErr();
    String message =
        MisspeltArguments.message(thrown).orElseGet(() -> String.valueOf(thrown.getMessage()));
    err.println("dash-sweep: " + Secrets.masked(message));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.BAD_USAGE;
  }

  static int onFailure(Exception failure, CommandLine command, boolean verbose) {
    Throwable thrown =
        failure instanceof ExecutionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (Interruption.requested()) {
      // The shutdown hook has said what there is to say; this is only Spark being stopped.
      return ExitCode.INFRASTRUCTURE;
    }
    LoggerFactory.getLogger(ErrorMessages.class).error("The command failed", thrown);
    PrintWriter err = command.getErr();
    if (thrown instanceof SpecificationException specification) {
      specification.problems().forEach(err::println);
      int problems = specification.problems().size();
      err.println(
          String.format(
              Locale.ROOT, "dash-sweep: %d problem%s", problems, problems == 1 ? "" : "s"));
      return ExitCode.BAD_USAGE;
    }
    if (thrown instanceof InputException input) {
      input.problems().forEach(err::println);
      int problems = input.problems().size();
      err.println(
          String.format(
              Locale.ROOT,
              "dash-sweep: %d input%s cannot be used",
              problems,
              problems == 1 ? "" : "s"));
      return ExitCode.BAD_USAGE;
    }
    if (thrown instanceof AddressException) {
      err.println("dash-sweep: " + thrown.getMessage());
      return ExitCode.BAD_USAGE;
    }
    if (thrown instanceof InvalidPathException path) {
      String encoding = System.getProperty(FileNames.ENCODING);
      err.println(
          "dash-sweep: "
              + path.getInput()
              + ": "
              + (encoding.equals("UTF-8") ? path.getReason() : FileNames.remedy(encoding)));
      return ExitCode.BAD_USAGE;
    }
    err.println("dash-sweep: " + StorageAddress.masked(explain(thrown)));
    if (isBadInput(thrown)) {
      return ExitCode.BAD_USAGE;
    }
    if (saysAll(thrown) && !verbose) {
      return ExitCode.INFRASTRUCTURE;
    }
    if (verbose) {
      thrown.printStackTrace(err);
    }
    @Nullable Path log = Logs.file();
    if (log != null) {
      err.println("More in the log " + PathDisplay.of(log));
    } else if (!verbose) {
      err.println("Run it with --verbose for the stack trace.");
    }
    err.flush();
    return ExitCode.INFRASTRUCTURE;
  }

  /**
   * Tells whether the message names what is wrong and its remedy, so that no stack trace adds to
   * it.
   */
  private static boolean saysAll(Throwable thrown) {
    return thrown instanceof ProcessLimits.TooLowException
        || thrown instanceof DamagedTableException;
  }

  /** A model, tokenizer, adapter or data set that cannot be used. */
  private static boolean isBadInput(Throwable thrown) {
    return thrown instanceof CheckpointException
        || thrown instanceof ModelException
        || thrown instanceof TokenizerException
        || thrown instanceof DataException;
  }

  /**
   * The message and those of its causes that say something new. A storage fault's own message says
   * all, whatever Spark wraps it in and the file's format tells of its content.
   */
  private static String explain(Throwable thrown) {
    if (isOwnName(thrown)) {
      return "this machine's name does not resolve, and Spark asks for it: set SPARK_LOCAL_HOSTNAME to a"
          + " name or address under which the executors reach it; localhost will do for local mode";
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof DamagedTableException
          || (cause instanceof StorageException && StorageFault.of(cause) != StorageFault.OTHER)) {
        return message(cause);
      }
    }
    StringBuilder text = new StringBuilder(firstLine(thrown));
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      if (text.indexOf(message(cause)) < 0) {
        text.append(": ").append(firstLine(cause));
      }
    }
    return text.toString();
  }

  private static boolean isOwnName(@Nullable Throwable thrown) {
    if (thrown instanceof UnknownHostException) {
      return Arrays.stream(thrown.getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals("getLocalHost"));
    }
    return thrown != null && isOwnName(thrown.getCause());
  }

  private static String firstLine(Throwable thrown) {
    return thrown instanceof FileSystemException failure && failure.getReason() == null
        ? failure.getMessage() + ": " + reason(failure)
        : message(thrown);
  }

  /** Java names the file alone where the type of the exception says the rest. */
  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "does not exist";
    } else if (failure instanceof AccessDeniedException) {
      return "this user may not read or write it";
    } else if (failure instanceof FileAlreadyExistsException) {
      return "exists already; move it away or delete it";
    } else if (failure instanceof NotDirectoryException) {
      return "is not a directory";
    } else if (failure instanceof DirectoryNotEmptyException) {
      return "is a directory that is not empty";
    }
    return "cannot be read or written (" + failure.getClass().getSimpleName() + ")";
  }

  private static String message(Throwable thrown) {
    @Nullable String message = thrown.getMessage();
    return message == null
        ? thrown.getClass().getSimpleName()
        : StringUtils.abbreviate(
            message.lines().findFirst().orElse(thrown.getClass().getSimpleName()),
            "\u2026",
            LONGEST_MESSAGE);
  }
}
