package org.dashsweep.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.dashsweep.tensor.Tensor;

/**
 * Tells which tensors a training calls trained and never changed: their values are those that they
 * joined with, and they never had a gradient; or the optimiser holds another tensor than the model.
 */
final class UnmovedTensors {
  private final Map<String, Long> starts = new LinkedHashMap<>();

  /** Notes the values of tensors that join; those known already stay as they were noted. */
  void join(Map<String, Tensor> parameters) {
    parameters.forEach((name, tensor) -> starts.computeIfAbsent(name, absent -> checksum(tensor)));
  }

  /** Notes all values anew, after they were replaced. */
  void restart(Map<String, Tensor> parameters) {
    starts.clear();
    join(parameters);
  }

  /** Returns the noted checksums, by parameter. */
  Map<String, Long> starts() {
    return starts;
  }

  /** Takes up what a checkpoint noted. */
  void resume(Map<String, Long> noted) {
    starts.clear();
    starts.putAll(noted);
  }

  /**
   * Finds them.
   *
   * @param parameters of the model
   */
  List<String> find(Map<String, Tensor> parameters, Map<String, AdamW.Slot> slots) {
    List<String> unmoved = new ArrayList<>();
    parameters.forEach(
        (name, tensor) -> {
          AdamW.Slot slot = slots.get(name);
          if (slot == null
              || slot.parameter() != tensor
              || (Objects.equals(starts.get(name), checksum(tensor)) && isZero(slot.second()))) {
            unmoved.add(name);
          }
        });
    return unmoved;
  }

  private static boolean isZero(Tensor tensor) {
    for (float value : tensor.floats()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static long checksum(Tensor tensor) {
    Checksum channel = new Checksum();
    try {
      tensor.writeTo(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return channel.sum.getValue();
  }

  /** Takes bytes and keeps their checksum alone. */
  private static final class Checksum implements WritableByteChannel {
    private final CRC32C sum = new CRC32C();

    @Override
    public int write(ByteBuffer bytes) {
      int count = bytes.remaining();
      sum.update(bytes);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
