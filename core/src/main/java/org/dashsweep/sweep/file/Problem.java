package org.dashsweep.sweep.file;

import java.io.Serializable;

/**
 * One mistake in a sweep file.
 *
 * @param file as the user named it
 * @param line from 1; 0 if the problem is with the whole file
 * @param column from 1; 0 if the problem is with the whole file
 * @param path where in the file's structure, such as {@code grid.rank[1]}; empty for the whole file
 * @param message what is wrong, with the offending value
 * @param remedy what to do about it
 */
public record Problem(String file, int line, int column, String path, String message, String remedy)
    implements Serializable {
  /**
   * Returns a message such as {@code quickstart.yaml:9:12: grid.rank[1]: must be at least 1: 0;
   * raise it}.
   */
  @Override
  public String toString() {
    String where = line == 0 ? file : file + ":" + line + ":" + column;
    return where + ": " + (path.isEmpty() ? "" : path + ": ") + message + "; " + remedy;
  }
}
