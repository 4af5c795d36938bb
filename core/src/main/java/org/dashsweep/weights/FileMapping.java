package org.dashsweep.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Maps tensors of a file into memory: nothing is copied, pages are read when they are used. A
 * mapping lives until the last tensor of it is garbage. Before that, the file must not be cut or
 * overwritten in place; replacing it by a rename is safe.
 *
 * @param source the file's name, for messages
 * @param mappingBytes the most bytes to map at once; only a larger tensor gets more
 */
public record FileMapping(String source, FileChannel channel, long mappingBytes) {
  /**
   * Most bytes that one {@link ByteBuffer} can hold: the largest tensor and the largest mapping.
   */
  public static final long LARGEST_BYTES = Integer.MAX_VALUE;

  /** The extent of a tensor in the file: from its first byte to the one behind its last. */
  public record Extent(String tensor, long begin, long end) {}

  /** Maps runs of tensors together: a mapping per tensor meets the system's limits. */
  public Map<String, ByteBuffer> map(List<Extent> extents) throws IOException {
    List<Extent> ordered = new ArrayList<>(extents);
    ordered.sort(Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end));
    Map<String, ByteBuffer> buffers = new HashMap<>();
    int first = 0;
    while (first < ordered.size()) {
      long begin = ordered.get(first).begin();
      long end = ordered.get(first).end();
      if (end - begin > LARGEST_BYTES) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "has a tensor %s of %d bytes; at most %d are supported: split it or store it in a smaller type",
                ordered.get(first).tensor(),
                end - begin,
                LARGEST_BYTES));
      }
      int next = first + 1;
      while (next < ordered.size()
          && Math.max(end, ordered.get(next).end()) - begin <= mappingBytes) {
        end = Math.max(end, ordered.get(next).end());
        next++;
      }
      ByteBuffer mapping = channel.map(MapMode.READ_ONLY, begin, end - begin);
      for (Extent extent : ordered.subList(first, next)) {
        buffers.put(
            extent.tensor(),
            mapping.slice((int) (extent.begin() - begin), (int) (extent.end() - extent.begin())));
      }
      first = next;
    }
    return buffers;
  }
}
