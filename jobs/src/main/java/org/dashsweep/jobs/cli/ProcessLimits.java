package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Limits of this process below which Java or Spark fail with messages that name no remedy. */
final class ProcessLimits {
  /** Spark keeps 300 MiB of the heap for itself and asks for half as much again. */
  static final long SPARK_HEAP_BYTES = 450L << 20;

  /** The heap that the commands without Spark need to read a sweep file. */
  static final long LEAST_HEAP_BYTES = 48L << 20;

  /** The class path alone has more than 250 files, which stay open. */
  static final long LEAST_OPEN_FILES = 512;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern OPEN_FILES =
      Pattern.compile("^Max open files +([0-9]+) ", Pattern.MULTILINE);

  private ProcessLimits() {}

  /** Thrown where a limit is too low; the message is for the user. */
  static final class TooLowException extends IOException {
    TooLowException(String message) {
      super(message);
    }
  }

  /** Refuses a heap in which not even a message about it fits. */
  static void requireHeap(long bytes) throws TooLowException {
    if (bytes < LEAST_HEAP_BYTES) {
      throw new TooLowException(
          String.format(
              Locale.ROOT,
              "the heap of %d MiB is too small, %d MiB are needed: set DASH_SWEEP_JAVA_OPTIONS=-Xmx2g",
              bytes >> 20,
              LEAST_HEAP_BYTES >> 20));
    }
  }

  /** Refuses a heap in which Spark does not start. */
  static void requireHeapForSpark(long bytes) throws TooLowException {
    if (bytes < SPARK_HEAP_BYTES) {
      throw new TooLowException(
          String.format(
              Locale.ROOT,
              "the heap of %d MiB is too small for Spark, which needs %d MiB: set DASH_SWEEP_JAVA_OPTIONS=-Xmx2g, or --driver-memory with spark-submit",
              bytes >> 20,
              SPARK_HEAP_BYTES >> 20));
    }
  }

  /** Returns the remedy for a heap that was too small for a command. */
  static String outOfMemory(OutOfMemoryError thrown) {
    return String.format(
        Locale.ROOT,
        "out of memory (%s), with a heap of at most %d MiB: set DASH_SWEEP_JAVA_OPTIONS=-Xmx2g, or more",
        thrown.getMessage(),
        Runtime.getRuntime().maxMemory() >> 20);
  }

  /** Refuses a number of open files with which the program cannot load its classes. */
  static void requireOpenFiles() throws TooLowException {
    requireOpenFiles(openFiles());
  }

  static void requireOpenFiles(OptionalLong limit) throws TooLowException {
    if (limit.isPresent() && limit.getAsLong() < LEAST_OPEN_FILES) {
      throw new TooLowException(
          String.format(
              Locale.ROOT,
              "this process may open %d files at once and needs %d: raise the limit with ulimit -n 1024",
              limit.getAsLong(),
              LEAST_OPEN_FILES));
    }
  }

  /** Nothing where the system does not tell, or sets no limit. */
  private static OptionalLong openFiles() {
    try {
      return openFiles(Files.readString(LIMITS));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  static OptionalLong openFiles(String limits) {
    Matcher matcher = OPEN_FILES.matcher(limits);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
