package org.dashsweep.weights.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.FileBytes;
import org.dashsweep.weights.FileMapping;
import org.dashsweep.weights.FileMapping.Extent;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.pytorch.Pickled.Dictionary;
import org.dashsweep.weights.pytorch.SavedObject.Place;
import org.jspecify.annotations.Nullable;

/**
 * Reads dictionaries of tensors that {@code torch.save} wrote: {@code pytorch_model.bin}. Such a
 * file is a Python program. The reader understands only the part that rebuilds dense tensors (see
 * {@link Unpickler}) and executes nothing.
 *
 * <p>Tensors are mapped, not copied, except those that are not row-major; tensors that share a
 * storage share its bytes. Parameters and plain tensors are the same here. Checksums of the tensors
 * are not verified, as PyTorch does not.
 */
public final class PyTorchReader {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private PyTorchReader() {}

  /**
   * Reads a file.
   *
   * @throws CheckpointException if the file is missing, invalid or unreadable, or holds anything
   *     but a dictionary of tensors
   */
  public static Checkpoint read(Path file) {
    return read(file, FileMapping.LARGEST_BYTES);
  }

  /**
   * Reads a file.
   *
   * @param mappingBytes the most bytes to map at once; only a larger tensor gets more
   */
  static Checkpoint read(Path file, long mappingBytes) {
    String source = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileBytes.refusePointer(source, channel);
      SavedObject saved = saved(source, channel);
      if (!(saved.root() instanceof Dictionary dictionary)) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "holds %s, not a dictionary of tensors; save model.state_dict()",
                saved.root().kind()));
      }
      Tensors tensors = new Tensors(source, saved.storages());
      dictionary.entries().forEach(tensors::add);
      return new Checkpoint(
          source, tensors.map(new FileMapping(source, channel, mappingBytes)), Map.of());
    } catch (NoSuchFileException e) {
      throw new CheckpointException(source, "does not exist", e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static SavedObject saved(String source, FileChannel channel) throws IOException {
    if (channel.size() >= ZIP.length
        && Arrays.equals(FileBytes.read(channel, 0, ZIP.length), ZIP)) {
      return new PyTorchArchive(source, channel).read();
    }
    return new LegacyPyTorchFile(source, channel).read();
  }

  /** Checks tensors against the file's storages, then maps them. */
  private static final class Tensors {
    private final String source;
    private final Map<String, Place> storages;
    private final SortedMap<String, StridedTensor> views = new TreeMap<>();
    private final List<Extent> extents = new ArrayList<>();

    Tensors(String source, Map<String, Place> storages) {
      this.source = source;
      this.storages = storages;
    }

    void add(String name, Pickled value) {
      if (!(value instanceof StridedTensor tensor)) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "holds %s under %s, not a tensor; save model.state_dict()",
                value.kind(),
                name));
      }
      try {
        views.put(name, tensor.checked());
      } catch (IllegalArgumentException e) {
        throw problem(name, "is impossible: it " + e.getMessage());
      }
      String key = tensor.storage().key();
      @Nullable Place place = storages.get(key);
      if (place == null) {
        throw problem(
            name, String.format(Locale.ROOT, "lies in storage %s, which is missing", key));
      }
      long expected = tensor.storage().elements() * tensor.storage().type().bytes();
      if (place.bytes() != expected) {
        throw problem(
            name,
            String.format(
                Locale.ROOT,
                "lies in storage %s of %d elements of %s, but that has %d bytes and not %d",
                key,
                tensor.storage().elements(),
                tensor.storage().type(),
                place.bytes(),
                expected));
      }
      extents.add(new Extent(name, place.begin() + tensor.begin(), place.begin() + tensor.end()));
    }

    SortedMap<String, StoredTensor> map(FileMapping mapping) throws IOException {
      checkCopies(mapping.channel().size());
      Map<String, ByteBuffer> bytes = mapping.map(extents);
      SortedMap<String, StoredTensor> tensors = new TreeMap<>();
      bytes.forEach(
          (name, span) -> {
            StridedTensor view = Objects.requireNonNull(views.get(name));
            tensors.put(
                name,
                new StoredTensor(
                    view.storage().type(),
                    view.shape(),
                    view.rowMajor() ? span : view.rowMajorCopy(span)));
          });
      return tensors;
    }

    /** A few bytes of pickle can view one storage any number of times. */
    private void checkCopies(long fileBytes) {
      long copied = 0;
      for (Map.Entry<String, StridedTensor> view : views.entrySet()) {
        if (!view.getValue().rowMajor()) {
          copied += view.getValue().bytes();
          if (copied > fileBytes) {
            throw problem(
                view.getKey(),
                "and others that are not row-major take more memory than the file has bytes: save them with contiguous()");
          }
        }
      }
    }

    private CheckpointException problem(String name, String problem) {
      return new CheckpointException(
          source, String.format(Locale.ROOT, "cannot be used: tensor %s %s", name, problem));
    }
  }
}
