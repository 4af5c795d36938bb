package org.dashsweep.jobs.console;

import java.nio.file.Path;

/** Paths as people like to read them. */
public final class PathDisplay {
  private PathDisplay() {}

  /**
   * Returns a path of this machine relative to the working directory if it is below it, or the URI.
   */
  public static String of(org.apache.hadoop.fs.Path path) {
    return "file".equals(path.toUri().getScheme())
        ? of(Path.of(path.toUri().getPath()))
        : path.toString();
  }

  public static String of(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }
}
