package org.dashsweep.sweep;

/**
 * Where something stands in a sweep file.
 *
 * @param path within the structure; empty for the whole file
 * @param line from 1; 0 for the whole file
 * @param column from 1; 0 for the whole file
 */
record Place(String path, int line, int column) {
  static final Place WHOLE_FILE = new Place("", 0, 0);
}
