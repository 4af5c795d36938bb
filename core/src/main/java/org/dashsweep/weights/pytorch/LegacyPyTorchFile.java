package org.dashsweep.weights.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.FileBytes;
import org.dashsweep.weights.pytorch.Pickled.Dictionary;
import org.dashsweep.weights.pytorch.Pickled.Flag;
import org.dashsweep.weights.pytorch.Pickled.Sequence;
import org.dashsweep.weights.pytorch.Pickled.Storage;
import org.dashsweep.weights.pytorch.Pickled.Text;
import org.dashsweep.weights.pytorch.Pickled.Whole;
import org.dashsweep.weights.pytorch.SavedObject.Place;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file format of {@code torch.save} before PyTorch 1.6, which many published checkpoints
 * have. It begins with five pickles: a magic number, the format's version, the machine, the saved
 * value, the storages' keys. For each key follow its number of elements, as an int64, and the
 * elements.
 *
 * @param source the file's name, for messages
 */
record LegacyPyTorchFile(String source, FileChannel channel) {
  /** The pickled magic number 0x1950a86a20f9469cfc6c. */
  private static final byte[] MAGIC = {
    (byte) 0x80,
    2,
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19,
    '.'
  };

  private static final Whole VERSION = new Whole(1001);

  SavedObject read() throws IOException {
    int readable = (int) Math.min(channel.size(), PyTorchArchive.LONGEST_PICKLE_BYTES);
    ByteBuffer head = FileBytes.buffer(channel, 0, readable);
    if (readable < MAGIC.length || !head.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new CheckpointException(
          source,
          "is not what torch.save writes: it begins neither as a zip archive nor as a file of PyTorch 0.4 to 1.5; save it again with a newer PyTorch, or convert it to safetensors");
    }
    Unpickler pickles = new Unpickler(source, head);
    pickles.next();
    if (!pickles.next().equals(VERSION)) {
      throw problem("is of another version than " + VERSION.value());
    }
    if (!(pickles.next() instanceof Dictionary machine)
        || !new Flag(true).equals(machine.entries().get("little_endian"))) {
      throw problem("is not from a little-endian machine");
    }
    Pickled root = pickles.next();
    Pickled keys = pickles.next();
    if (!(keys instanceof Sequence sequence)) {
      throw problem("has no list of storages");
    }
    return new SavedObject(root, storages(sequence, pickles.storages(), pickles.position()));
  }

  private Map<String, Place> storages(Sequence keys, Map<String, Storage> storages, long start)
      throws IOException {
    Map<String, Place> places = new HashMap<>();
    long position = start;
    for (Pickled key : keys.items()) {
      @Nullable Storage storage = key instanceof Text text ? storages.get(text.value()) : null;
      if (storage == null) {
        throw problem("lists a storage that no tensor uses");
      }
      if (position > channel.size() - Long.BYTES) {
        throw problem("is cut short before storage " + storage.key());
      }
      long elements = FileBytes.buffer(channel, position, Long.BYTES).getLong();
      long begin = position + Long.BYTES;
      if (elements != storage.elements()
          || elements < 0
          || elements > (channel.size() - begin) / storage.type().bytes()) {
        throw problem(
            String.format(
                Locale.ROOT,
                "is cut short or damaged: storage %s should have %d elements",
                storage.key(),
                storage.elements()));
      }
      position = begin + elements * storage.type().bytes();
      if (places.put(storage.key(), new Place(begin, position)) != null) {
        throw problem(String.format(Locale.ROOT, "lists storage %s twice", storage.key()));
      }
    }
    return places;
  }

  private CheckpointException problem(String problem) {
    return new CheckpointException(
        source,
        problem
            + "; download it again, save it with a newer PyTorch, or convert it to safetensors");
  }
}
