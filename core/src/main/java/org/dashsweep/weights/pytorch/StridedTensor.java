package org.dashsweep.weights.pytorch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.dashsweep.weights.StoredTensor;

/**
 * A tensor as a pickle rebuilds it: a view of a storage, row-major or not. Nothing is checked
 * before {@link #checked}.
 *
 * @param storage where its elements lie
 * @param offset elements of the storage before its first
 * @param shape sizes of the dimensions
 * @param strides elements between neighbours of each dimension
 */
record StridedTensor(Pickled.Storage storage, long offset, List<Long> shape, List<Long> strides)
    implements Pickled {
  /** The framework's own limit. */
  private static final int MOST_DIMENSIONS = 64;

  StridedTensor {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  @Override
  public String kind() {
    return "a tensor";
  }

  /**
   * This tensor.
   *
   * @throws IllegalArgumentException if it is not inside its storage, or repeats elements of it
   */
  StridedTensor checked() {
    if (shape.size() != strides.size() || shape.size() > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "has %d sizes and %d strides; there must be one stride for each size, %d at most",
              shape.size(),
              strides.size(),
              MOST_DIMENSIONS));
    }
    if (storage.elements() < 0 || offset < 0 || strides.stream().anyMatch(stride -> stride < 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "has a negative number in its %d elements, offset %d or strides %s",
              storage.elements(),
              offset,
              strides));
    }
    // Counts, and so refuses, what no memory can hold.
    long bytes = bytes();
    storage.type().bytes(List.of(storage.elements()));
    if (offset > storage.elements() || last() >= storage.elements()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "of shape %s, strides %s and offset %d reaches beyond its storage of %d elements",
              shape,
              strides,
              offset,
              storage.elements()));
    }
    if (bytes > end() - begin()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "of shape %s and strides %s repeats elements; save it with contiguous()",
              shape,
              strides));
    }
    return this;
  }

  private boolean empty() {
    return shape.contains(0L);
  }

  /** The storage's element that lies farthest back, or the one before the offset if empty. */
  private long last() {
    if (empty()) {
      return offset - 1;
    }
    try {
      long last = offset;
      for (int i = 0; i < shape.size(); i++) {
        last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
      }
      return last;
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** First byte in the storage. */
  long begin() {
    return offset * storage.type().bytes();
  }

  /** Returns the byte behind the last in the storage. */
  long end() {
    return (last() + 1) * storage.type().bytes();
  }

  /** Returns whether the elements lie in the storage as a {@link StoredTensor} has them. */
  boolean rowMajor() {
    if (empty()) {
      return true;
    }
    long expected = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      // Nothing is ever a stride apart in a dimension of one element.
      if (shape.get(i) > 1) {
        if (strides.get(i) != expected) {
          return false;
        }
        expected *= shape.get(i);
      }
    }
    return true;
  }

  /** Returns bytes of the elements in row-major order. */
  long bytes() {
    return storage.type().bytes(shape);
  }

  /**
   * Returns a copy in row-major order.
   *
   * @param span the storage's bytes from {@link #begin} to {@link #end}
   */
  ByteBuffer rowMajorCopy(ByteBuffer span) {
    int width = storage.type().bytes();
    int count = Math.toIntExact(bytes() / width);
    ByteBuffer copy = ByteBuffer.allocateDirect(count * width).order(ByteOrder.LITTLE_ENDIAN);
    int dimensions = shape.size();
    long[] index = new long[dimensions];
    long element = 0;
    for (int i = 0; i < count; i++) {
      copy.put(i * width, span, Math.toIntExact(element * width), width);
      for (int d = dimensions - 1; d >= 0; d--) {
        element += strides.get(d);
        if (++index[d] < shape.get(d)) {
          break;
        }
        element -= index[d] * strides.get(d);
        index[d] = 0;
      }
    }
    return copy;
  }
}
