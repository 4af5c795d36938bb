package org.dashsweep.weights.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.FileBytes;
import org.dashsweep.weights.pytorch.SavedObject.Place;
import org.jspecify.annotations.Nullable;

/**
 * Reads the zip archive that {@code torch.save} writes since PyTorch 1.6. Its stored entries are
 * {@code NAME/data.pkl}, which describes the saved value, and one {@code NAME/data/KEY} for each
 * storage.
 *
 * @param source the file's name, for messages
 */
record PyTorchArchive(String source, FileChannel channel) {
  /** A tensor takes about 200 bytes of it. */
  static final int LONGEST_PICKLE_BYTES = 8 << 20;

  private static final String PICKLE = "/data.pkl";
  private static final String BYTE_ORDER = "byteorder";
  private static final String STORAGES = "data/";
  private static final String REMEDY = "; download it again, or save it again with torch.save";

  /** Signatures of what follows an entry's bytes: another entry, the directory, a checksum. */
  private static final List<Integer> RECORDS = List.of(0x04034b50, 0x02014b50, 0x08074b50);

  SavedObject read() throws IOException {
    Map<String, ZipArchiveEntry> entries = entries();
    String pickle = pickle(entries);
    String root = pickle.substring(0, pickle.length() - PICKLE.length() + 1);
    checkByteOrder(entries.get(root + BYTE_ORDER));
    Map<String, Place> storages = new HashMap<>();
    for (Map.Entry<String, ZipArchiveEntry> entry : entries.entrySet()) {
      if (entry.getKey().startsWith(root + STORAGES)) {
        storages.put(
            entry.getKey().substring(root.length() + STORAGES.length()), place(entry.getValue()));
      }
    }
    return new SavedObject(new Unpickler(source, pickleBytes(entries, pickle)).next(), storages);
  }

  private Map<String, ZipArchiveEntry> entries() {
    Map<String, ZipArchiveEntry> entries = new HashMap<>();
    try {
      // Not closed: that would close the channel, which is its opener's.
      ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get();
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        if (entries.put(entry.getName(), entry) != null) {
          throw new CheckpointException(
              source,
              String.format(Locale.ROOT, "has two entries called %s%s", entry.getName(), REMEDY));
        }
      }
    } catch (IOException e) {
      throw new CheckpointException(
          source, "is cut short or no zip archive: " + e.getMessage() + REMEDY, e);
    }
    return entries;
  }

  private String pickle(Map<String, ZipArchiveEntry> entries) {
    List<String> pickles =
        entries.keySet().stream()
            .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.lastIndexOf('/'))
            .sorted()
            .toList();
    if (pickles.size() != 1) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is a zip archive with %d entries NAME/data.pkl, where torch.save makes one",
              pickles.size()));
    }
    return pickles.get(0);
  }

  private void checkByteOrder(@Nullable ZipArchiveEntry entry) throws IOException {
    if (entry == null) {
      return; // as before PyTorch 2.1
    }
    String order = StandardCharsets.US_ASCII.decode(bytes(entry, 16)).toString();
    if (!order.equals("little")) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "holds numbers in byte order %s; save it again on another machine",
              order));
    }
  }

  private ByteBuffer pickleBytes(Map<String, ZipArchiveEntry> entries, String name)
      throws IOException {
    ZipArchiveEntry entry = Objects.requireNonNull(entries.get(name));
    ByteBuffer bytes = bytes(entry, LONGEST_PICKLE_BYTES);
    CRC32 checksum = new CRC32();
    checksum.update(bytes.duplicate());
    // PyTorch can be told to save without checksums: they are 0 then.
    if (entry.getCrc() != 0 && entry.getCrc() != checksum.getValue()) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT, "has a damaged entry %s: its checksum is another%s", name, REMEDY));
    }
    return bytes;
  }

  private ByteBuffer bytes(ZipArchiveEntry entry, int longest) throws IOException {
    Place place = place(entry);
    if (place.bytes() > longest) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has an entry %s of %d bytes; at most %d are read",
              entry.getName(),
              place.bytes(),
              longest));
    }
    return FileBytes.buffer(channel, place.begin(), (int) place.bytes());
  }

  private Place place(ZipArchiveEntry entry) throws IOException {
    if (entry.getMethod() != ZipEntry.STORED
        || entry.getGeneralPurposeBit().usesEncryption()
        || entry.getSize() != entry.getCompressedSize()) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has an entry %s that is compressed or encrypted, which torch.save never does; save it again with that",
              entry.getName()));
    }
    long begin = entry.getDataOffset();
    long size = entry.getSize();
    if (begin < 0 || size < 0 || size > channel.size() - begin - Integer.BYTES) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is cut short: entry %s of %d bytes does not end in it%s",
              entry.getName(),
              size,
              REMEDY));
    }
    int next = FileBytes.buffer(channel, begin + size, Integer.BYTES).getInt();
    // A damaged header of the entry would shift its bytes, and there may be no checksum.
    if (!RECORDS.contains(next)) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is damaged: no other entry begins behind %s%s",
              entry.getName(),
              REMEDY));
    }
    return new Place(begin, begin + size);
  }
}
