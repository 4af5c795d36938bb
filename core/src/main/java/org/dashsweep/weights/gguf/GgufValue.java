package org.dashsweep.weights.gguf;

import java.nio.ByteBuffer;
import java.util.List;

/** A value of a GGUF file's metadata. */
sealed interface GgufValue {
  /** Returns the value, or what there is of it, for messages. */
  String shown();

  /** A whole number of at most 64 bits; what does not fit is refused before. */
  record Whole(long value) implements GgufValue {
    @Override
    public String shown() {
      return Long.toString(value);
    }
  }

  /** A number with a fraction; of float32 the shortest decimal that rounds to it. */
  record Fraction(double value) implements GgufValue {
    @Override
    public String shown() {
      return Double.toString(value);
    }
  }

  /** True or false. */
  record Flag(boolean value) implements GgufValue {
    @Override
    public String shown() {
      return Boolean.toString(value);
    }
  }

  /** A text. */
  record Text(String value) implements GgufValue {
    @Override
    public String shown() {
      return "'" + value + "'";
    }
  }

  /** Several texts. */
  record Texts(List<String> values) implements GgufValue {
    public Texts {
      values = List.copyOf(values);
    }

    @Override
    public String shown() {
      return values.size() + " texts";
    }
  }

  /**
   * Several numbers or flags, as they lie in the file.
   *
   * @param type of each
   * @param bytes of all, little-endian
   */
  record Numbers(GgufValueType type, ByteBuffer bytes) implements GgufValue {
    /** Returns how many there are. */
    int count() {
      return bytes.capacity() / type.bytes();
    }

    @Override
    public String shown() {
      return count() + " of type " + type;
    }
  }
}
