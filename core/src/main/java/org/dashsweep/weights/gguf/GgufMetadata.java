package org.dashsweep.weights.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a GGUF file by key. A value that is missing or of another kind than asked for is
 * a {@link CheckpointException} that names file and key.
 */
public final class GgufMetadata {
  private final String file;
  private final Map<String, GgufValue> values;

  GgufMetadata(String file, Map<String, GgufValue> values) {
    this.file = file;
    this.values = new LinkedHashMap<>(values);
  }

  /**
   * Reads the metadata of a file, of whatever architecture it is.
   *
   * @throws CheckpointException if there is no such file or it is not valid
   */
  public static GgufMetadata read(Path file) {
    return GgufFile.read(file).metadata();
  }

  /** Returns the file's name, for messages. */
  public String file() {
    return file;
  }

  /** Returns whether there is a value. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Returns a text. */
  public String text(String key) {
    return value(key, GgufValue.Text.class, "must be a text").value();
  }

  /** Returns a text, or {@code otherwise} if there is none. */
  public String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  /** Returns whether the value says so, or {@code otherwise} if there is none. */
  public boolean flag(String key, boolean otherwise) {
    return has(key) ? value(key, GgufValue.Flag.class, "must be true or false").value() : otherwise;
  }

  /** Returns a whole number above 0. */
  public int positive(String key) {
    String rule = "must be a whole number above 0 and below 2^31";
    long value = value(key, GgufValue.Whole.class, rule).value();
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw problem(key, rule);
    }
    return (int) value;
  }

  /** Returns a whole number above 0, or {@code otherwise} if there is none. */
  public int positive(String key, int otherwise) {
    return has(key) ? positive(key) : otherwise;
  }

  /** Returns a whole number of at least 0, or nothing if there is none. */
  public OptionalInt count(String key) {
    if (!has(key)) {
      return OptionalInt.empty();
    }
    String rule = "must be a whole number of at least 0 and below 2^31";
    long value = value(key, GgufValue.Whole.class, rule).value();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw problem(key, rule);
    }
    return OptionalInt.of((int) value);
  }

  /** Returns a finite number above 0. */
  public double positiveNumber(String key) {
    String rule = "must be a finite number above 0";
    double value = value(key, GgufValue.Fraction.class, rule).value();
    if (!(value > 0) || Double.isInfinite(value)) {
      throw problem(key, rule);
    }
    return value;
  }

  /** Returns a finite number above 0, or {@code otherwise} if there is none. */
  public double positiveNumber(String key, double otherwise) {
    return has(key) ? positiveNumber(key) : otherwise;
  }

  /** Returns a list of texts. */
  public List<String> texts(String key) {
    return value(key, GgufValue.Texts.class, "must be a list of texts").values();
  }

  /**
   * Returns a list of whole numbers.
   *
   * @param count how many there have to be
   */
  public int[] integers(String key, int count) {
    int[] integers = new int[count];
    numbers(key, GgufValueType.INT32, count).asIntBuffer().get(integers);
    return integers;
  }

  /**
   * Returns a list of finite numbers.
   *
   * @param count how many there have to be
   */
  public float[] floats(String key, int count) {
    float[] floats = new float[count];
    numbers(key, GgufValueType.FLOAT32, count).asFloatBuffer().get(floats);
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(floats[i])) {
        throw problem(
            key, String.format(Locale.ROOT, "must be finite: number %d is %s", i, floats[i]));
      }
    }
    return floats;
  }

  private ByteBuffer numbers(String key, GgufValueType type, int count) {
    String rule =
        String.format(Locale.ROOT, "must be a list of %d numbers of type %s", count, type);
    GgufValue.Numbers numbers = value(key, GgufValue.Numbers.class, rule);
    if (numbers.type() != type || numbers.count() != count) {
      throw problem(key, rule);
    }
    return numbers.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  private <T extends GgufValue> T value(String key, Class<T> kind, String rule) {
    @Nullable GgufValue value = values.get(key);
    if (!kind.isInstance(value)) {
      throw problem(key, rule);
    }
    return kind.cast(value);
  }

  /**
   * Returns a fault of a value.
   *
   * @param rule a predicate of which the key is the subject: "must be a text"
   */
  public CheckpointException problem(String key, String rule) {
    @Nullable GgufValue value = values.get(key);
    return new CheckpointException(
        file,
        String.format(
            Locale.ROOT,
            "is not usable: %s %s: %s",
            key,
            rule,
            value == null ? "missing" : value.shown()));
  }
}
