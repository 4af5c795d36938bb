package org.dashsweep.weights.pytorch;

import java.util.Map;

/**
 * A value that {@code torch.save} wrote, in either of its file formats.
 *
 * @param root the saved value
 * @param storages the place of each storage's numbers in the file, by its key
 */
record SavedObject(Pickled root, Map<String, Place> storages) {
  /** A place in the file, from its first byte to the one behind its last. */
  record Place(long begin, long end) {
    long bytes() {
      return end - begin;
    }
  }
}
