package org.dashsweep.weights;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Elements that lie in memory, perhaps a file's.
 *
 * @param bytes the elements; read only
 */
record BytesInMemory(ByteBuffer bytes) implements TensorContent {
  BytesInMemory {
    bytes = bytes.slice().asReadOnlyBuffer();
  }

  @Override
  public long size() {
    return bytes.capacity();
  }

  @Override
  public Optional<ByteBuffer> inMemory() {
    return Optional.of(bytes.duplicate());
  }

  @Override
  public Consumer<ByteBuffer> reader() {
    ByteBuffer rest = bytes.duplicate();
    return target -> {
      int count = target.remaining();
      target.put(rest.slice(rest.position(), count));
      rest.position(rest.position() + count);
    };
  }
}
