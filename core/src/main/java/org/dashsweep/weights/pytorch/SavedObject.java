package org.dashsweep.weights.pytorch;

import java.util.Map;

/**
 * What {@code torch.save} wrote, whichever of its file formats it is in.
 *
 * @param root the saved value
 * @param storages where the file holds the numbers of each storage, by its key
 */
record SavedObject(Pickled root, Map<String, Place> storages) {
  /** From the first byte in the file to the one behind the last. */
  record Place(long begin, long end) {
    long bytes() {
      return end - begin;
    }
  }
}
