package org.dashsweep.sweep.file;

/**
 * A location in a sweep file.
 *
 * @param path within the structure; empty for the whole file
 * @param line from 1; 0 for the whole file
 * @param column from 1; 0 for the whole file
 */
record SourceLocation(String path, int line, int column) {
  static final SourceLocation WHOLE_FILE = new SourceLocation("", 0, 0);
}
