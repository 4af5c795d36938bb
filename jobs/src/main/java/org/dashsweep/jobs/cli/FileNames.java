package org.dashsweep.jobs.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Refuses file names that the JVM's encoding cannot hold, and which would name other files. */
final class FileNames {
  /**
   * The property that holds the encoding; Java takes it from the locale and nobody can change it
   * later.
   */
  static final String ENCODING = "sun.jnu.encoding";

  /** A character that was lost, of which spark-submit makes one question mark for each byte. */
  private static final Pattern LOST = Pattern.compile("[^\\x00-\\x7F]|\\?\\?");

  private FileNames() {}

  /**
   * The message for the user, if an argument has characters that were lost.
   *
   * @param arguments of the command line
   * @param encoding of file names in this JVM
   */
  static Optional<String> problem(List<String> arguments, String encoding) {
    if (encoding.equals("UTF-8")) {
      return Optional.empty();
    }
    return arguments.stream()
        .filter(argument -> LOST.matcher(argument).find())
        .findFirst()
        .map(argument -> argument + ": " + remedy(encoding));
  }

  /** Returns the reason why a name cannot be used, and what helps. */
  static String remedy(String encoding) {
    return "file names are in "
        + encoding
        + " here, which cannot hold this one: set LC_ALL=C.UTF-8 in the environment";
  }
}
