package org.dashsweep.jobs.benchmark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A program that ran as a process of its own, with this one's Java, class path and options.
 *
 * @param seconds from before the process was started until it had ended
 * @param output what it printed
 */
record FreshProcess(double seconds, String output) {
  /** What would make the process wait for a debugger, or take a port that is taken. */
  private static final List<String> OF_THIS_PROCESS_ALONE =
      List.of("-agentlib:", "-agentpath:", "-javaagent:", "-Xrunjdwp", "-Xdebug", "-Dcom.sun");

  /**
   * Runs a program that has to go well.
   *
   * @param directory for what it prints as errors
   * @throws IllegalStateException if it ends with another exit code than 0
   */
  static FreshProcess of(Class<?> program, Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> OF_THIS_PROCESS_ALONE.stream().noneMatch(option::startsWith))
        .forEach(command::add);
    // It writes to a pipe, whatever this process does.
    command.add("-Ddashsweep.terminal=false");
    Stream.of("-cp", System.getProperty("java.class.path"), program.getName())
        .forEach(command::add);
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile(directory, "errors-", ".txt");
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = exitCode(process);
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (exitCode != 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s %s ended with %d: %s",
              program.getSimpleName(),
              String.join(" ", arguments),
              exitCode,
              Files.readString(errors)));
    }
    Files.delete(errors);
    return new FreshProcess(seconds, output);
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }
}
