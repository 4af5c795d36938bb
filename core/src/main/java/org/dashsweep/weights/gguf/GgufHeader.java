package org.dashsweep.weights.gguf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The header of a GGUF file, as <a
 * href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">its specification</a> and
 * llama.cpp's {@code gguf.cpp} have it: magic, version, counts, metadata, and where each tensor
 * lies.
 *
 * @param metadata by key
 * @param tensors in the file's order, each checked against the file's length
 * @param dataStart place of the first tensor in the file
 */
record GgufHeader(GgufMetadata metadata, List<Place> tensors, long dataStart) {
  private static final int MAGIC = 0x4655_4747;
  private static final Set<Integer> VERSIONS = Set.of(2, 3);
  private static final String ALIGNMENT = "general.alignment";
  private static final int DEFAULT_ALIGNMENT = 32;

  /** The length of a name with its end in ggml. */
  private static final int LONGEST_NAME = 64;

  private static final int MOST_DIMENSIONS = 4;

  /** A key's length, a key of one byte, a type, a value of one byte. */
  private static final int SHORTEST_ENTRY = 14;

  /** A name's length, a name of one byte, dimensions, one size, type, offset. */
  private static final int SHORTEST_TENSOR = 33;

  GgufHeader {
    tensors = List.copyOf(tensors);
  }

  /**
   * The place of a tensor in the file.
   *
   * @param shape sizes, outermost first
   * @param offset from the beginning of the data
   * @param bytes its length
   */
  record Place(String name, GgufType type, List<Long> shape, long offset, long bytes) {
    Place {
      shape = List.copyOf(shape);
    }
  }

  static GgufHeader read(String file, GgufInput input) throws IOException {
    requireFormat(input);
    long tensors = input.int64("tensor_count");
    long entries = input.int64("metadata_kv_count");
    input.require("tensor_count", tensors, SHORTEST_TENSOR);
    input.require("metadata_kv_count", entries, SHORTEST_ENTRY);
    Map<String, GgufValue> values = new LinkedHashMap<>();
    for (long i = 0; i < entries; i++) {
      String key = key(input, i);
      if (values.putIfAbsent(key, value(input, key)) != null) {
        throw input.problem(key, "is there twice");
      }
    }
    GgufMetadata metadata = new GgufMetadata(file, values);
    int alignment = alignment(metadata);
    List<Place> places = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < tensors; i++) {
      Place place = place(input, i);
      if (!names.add(place.name)) {
        throw input.problem("tensor " + place.name, "is there twice");
      }
      places.add(place);
    }
    long dataStart = aligned(input.position(), alignment);
    requirePlaces(input, places, dataStart, alignment);
    return new GgufHeader(metadata, places, dataStart);
  }

  private static void requireFormat(GgufInput input) throws IOException {
    if (input.size() < Integer.BYTES || input.int32("its beginning") != MAGIC) {
      throw input.problem("its beginning", "is not GGUF; convert it with llama.cpp's scripts");
    }
    int version = input.int32("version");
    if (VERSIONS.contains(Integer.reverseBytes(version))) {
      throw input.problem(
          "version",
          "is in big-endian order; convert the file with gguf-convert-endian FILE little");
    }
    if (!VERSIONS.contains(version)) {
      throw input.problem(
          "version",
          String.format(
              Locale.ROOT,
              "must be 2 or 3, not %s; convert the model anew with llama.cpp's scripts",
              Integer.toUnsignedString(version)));
    }
  }

  private static String key(GgufInput input, long index) throws IOException {
    String field = "key " + index;
    String key = input.text(field);
    if (key.isEmpty()) {
      throw input.problem(field, "is empty");
    }
    return key;
  }

  private static GgufValueType valueType(GgufInput input, String field) throws IOException {
    int id = input.int32(field);
    return GgufValueType.of(id)
        .orElseThrow(
            () ->
                input.problem(field, "has the unknown value type " + Integer.toUnsignedString(id)));
  }

  private static GgufValue value(GgufInput input, String key) throws IOException {
    GgufValueType type = valueType(input, key);
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(input.int8(key) & 0xFF);
      case INT8 -> new GgufValue.Whole(input.int8(key));
      case UINT16 -> new GgufValue.Whole(input.int16(key) & 0xFFFF);
      case INT16 -> new GgufValue.Whole(input.int16(key));
      case UINT32 -> new GgufValue.Whole(Integer.toUnsignedLong(input.int32(key)));
      case INT32 -> new GgufValue.Whole(input.int32(key));
      case INT64 -> new GgufValue.Whole(input.int64(key));
      case UINT64 -> {
        long value = input.int64(key);
        if (value < 0) {
          throw input.problem(key, "is too large: " + Long.toUnsignedString(value));
        }
        yield new GgufValue.Whole(value);
      }
      case FLOAT32 -> new GgufValue.Fraction(shortest(Float.intBitsToFloat(input.int32(key))));
      case FLOAT64 -> new GgufValue.Fraction(Double.longBitsToDouble(input.int64(key)));
      case BOOL -> new GgufValue.Flag(flag(input, key));
      case STRING -> new GgufValue.Text(input.text(key));
      case ARRAY -> array(input, key);
    };
  }

  /** Returns what was written for 1e-5, say, not float32's neighbour of it. */
  private static double shortest(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private static boolean flag(GgufInput input, String key) throws IOException {
    byte value = input.int8(key);
    if (value != 0 && value != 1) {
      throw input.problem(key, "must be 0 or 1: " + value);
    }
    return value == 1;
  }

  private static GgufValue array(GgufInput input, String key) throws IOException {
    GgufValueType type = valueType(input, key);
    if (type == GgufValueType.ARRAY) {
      throw input.problem(key, "is a list of lists, which is not supported");
    }
    long count = input.int64(key);
    input.require(key, count, type.bytes());
    if (type != GgufValueType.STRING) {
      return new GgufValue.Numbers(type, input.bytes(key, (int) count * type.bytes()));
    }
    List<String> texts = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      texts.add(input.text(key + "[" + i + "]"));
    }
    return new GgufValue.Texts(texts);
  }

  private static int alignment(GgufMetadata metadata) {
    int alignment = metadata.positive(ALIGNMENT, DEFAULT_ALIGNMENT);
    if (Integer.bitCount(alignment) != 1) {
      throw metadata.problem(ALIGNMENT, "must be a power of 2");
    }
    return alignment;
  }

  private static Place place(GgufInput input, long index) throws IOException {
    String name = input.text("name of tensor " + index);
    if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length >= LONGEST_NAME) {
      throw input.problem(
          "name of tensor " + index,
          String.format(Locale.ROOT, "must have 1 to %d bytes", LONGEST_NAME - 1));
    }
    String field = "tensor " + name;
    int dimensions = input.int32(field);
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw input.problem(
          field,
          String.format(
              Locale.ROOT,
              "must have 1 to %d dimensions, not %s",
              MOST_DIMENSIONS,
              Integer.toUnsignedString(dimensions)));
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < dimensions; i++) {
      shape.add(0, input.int64(field));
    }
    GgufType type = type(input, field);
    long offset = input.int64(field);
    return new Place(name, type, shape, offset, bytes(input, field, type, shape));
  }

  private static GgufType type(GgufInput input, String field) throws IOException {
    int id = input.int32(field);
    GgufType type =
        GgufType.of(id)
            .orElseThrow(
                () -> input.problem(field, "has the unknown type " + Integer.toUnsignedString(id)));
    if (!type.isSupported()) {
      throw input.problem(
          field,
          String.format(
              Locale.ROOT,
              "has type %s, which is not supported; quantize the model to one of %s",
              type,
              GgufType.supportedNames()));
    }
    return type;
  }

  private static long bytes(GgufInput input, String field, GgufType type, List<Long> shape) {
    long elements = 1;
    for (long size : shape) {
      if (size < 1 || size > input.size() * type.blockElements() / elements) {
        throw input.problem(
            field,
            String.format(
                Locale.ROOT, "has the shape %s, which is more than the file or nothing", shape));
      }
      elements *= size;
    }
    long row = shape.get(shape.size() - 1);
    if (row % type.blockElements() != 0) {
      throw input.problem(
          field,
          String.format(
              Locale.ROOT,
              "has rows of %d numbers, no multiple of the %d in a block of %s",
              row,
              type.blockElements(),
              type));
    }
    return elements / type.blockElements() * type.blockBytes();
  }

  private static long aligned(long position, int alignment) {
    return (position + alignment - 1) / alignment * alignment;
  }

  /** Requires that tensors follow each other, as gguf.cpp does: none overlaps another. */
  private static void requirePlaces(
      GgufInput input, List<Place> places, long dataStart, int alignment) {
    long expected = 0;
    for (Place place : places) {
      String field = "tensor " + place.name;
      if (place.offset % alignment != 0) {
        throw input.problem(
            field,
            String.format(
                Locale.ROOT,
                "has offset %s, which is no multiple of the alignment %d",
                Long.toUnsignedString(place.offset),
                alignment));
      }
      if (place.offset < 0 || place.offset > input.size() - dataStart - place.bytes) {
        throw input.problem(
            field,
            String.format(
                Locale.ROOT,
                "of %d bytes at offset %s ends outside the file of %d bytes; download it again",
                place.bytes,
                Long.toUnsignedString(place.offset),
                input.size()));
      }
      if (place.offset != expected) {
        throw input.problem(
            field,
            String.format(
                Locale.ROOT,
                "has offset %d, which overlaps the tensor before it or leaves a gap: it should be %d",
                place.offset,
                expected));
      }
      expected = aligned(place.offset + place.bytes, alignment);
    }
  }
}
