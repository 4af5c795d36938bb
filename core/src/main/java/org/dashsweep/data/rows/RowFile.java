package org.dashsweep.data.rows;

import java.nio.file.Path;

/**
 * File of rows on this machine.
 *
 * @param name for messages: the path, or the URI that the file was copied from
 * @param path where it lies
 */
public record RowFile(String name, Path path) {
  /** Returns a file that messages name by its path. */
  public static RowFile of(Path path) {
    return new RowFile(path.toString(), path);
  }
}
