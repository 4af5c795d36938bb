package org.dashsweep.weights.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file, checked against the size of the data behind it.
 *
 * @param entries the tensors in the order of their data, which they cover without gap or overlap
 * @param metadata the header's {@code __metadata__}
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /** The key under which a header keeps metadata; no tensor may have this name. */
  static final String METADATA_KEY = "__metadata__";

  /**
   * The entry of one tensor.
   *
   * @param begin its first byte, counted from the end of the header
   * @param end the byte after its last
   */
  record Entry(String name, ElementType type, List<Long> shape, long begin, long end) {}

  /** The reference implementation's limit, for keys of later versions. */
  private static final int DEEPEST_NESTING = 127;

  private static final String WHITE_SPACE = " \t\r\n";

  private static final String REMEDY = "; download or export the file again";

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST_NESTING)
                  .maxNameLength((int) SafetensorsReader.LONGEST_HEADER_BYTES)
                  .maxStringLength((int) SafetensorsReader.LONGEST_HEADER_BYTES)
                  .build())
          // Names come from the file: they must not outlive it in the JVM's symbol tables.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /**
   * Parses and checks a header. As in the reference implementation, white space may stand before
   * and behind it. If two tensors have one name, the later one counts.
   *
   * @param source the file's name, for messages
   * @param json the header's bytes, padding included
   * @param dataBytes the number of bytes behind the header
   */
  static SafetensorsHeader parse(String source, byte[] json, long dataBytes) {
    if (!beginsObject(json)) {
      throw new CheckpointException(
          source, "is not a safetensors file: its header is not a JSON object" + REMEDY);
    }
    // A reader, because a parser over bytes would also take UTF-16 and UTF-32.
    try (JsonParser parser =
        JSON.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(json),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
      SafetensorsHeader header = new Parsing(source, parser).header();
      header.entries.forEach(entry -> requireSize(source, entry));
      return new SafetensorsHeader(
          checkedAgainstData(source, header.entries, dataBytes), header.metadata);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          source, "has a broken header: " + e.getOriginalMessage() + REMEDY, e);
    } catch (IOException e) {
      throw new CheckpointException(source, "has a header that is not UTF-8 text" + REMEDY, e);
    }
  }

  private static boolean beginsObject(byte[] json) {
    int start = 0;
    while (start < json.length && WHITE_SPACE.indexOf(json[start]) >= 0) {
      start++;
    }
    return start < json.length && json[start] == '{';
  }

  private static void requireSize(String source, Entry entry) {
    if (entry.begin < 0 || entry.begin > entry.end) {
      throw problem(
          source,
          entry.name,
          String.format(
              Locale.ROOT, "has impossible data_offsets [%d, %d]", entry.begin, entry.end));
    }
    long expected;
    try {
      expected = entry.type.bytes(entry.shape);
    } catch (IllegalArgumentException e) {
      throw problem(source, entry.name, "is impossible: " + e.getMessage());
    }
    if (expected != entry.end - entry.begin) {
      throw problem(
          source,
          entry.name,
          String.format(
              Locale.ROOT,
              "takes %d bytes as %s of shape %s, but its data_offsets [%d, %d] span %d",
              expected,
              entry.type,
              entry.shape,
              entry.begin,
              entry.end,
              entry.end - entry.begin));
    }
  }

  private static CheckpointException problem(String source, String name, String problem) {
    return new CheckpointException(
        source,
        String.format(Locale.ROOT, "has a broken header: tensor %s %s%s", name, problem, REMEDY));
  }

  private static List<Entry> checkedAgainstData(
      String source, List<Entry> entries, long dataBytes) {
    List<Entry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long covered = 0;
    @Nullable Entry previous = null;
    for (Entry entry : ordered) {
      if (entry.end > dataBytes) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "is cut short: tensor %s ends at data byte %d, the file holds %d%s",
                entry.name,
                entry.end,
                dataBytes,
                REMEDY));
      }
      if (previous != null && entry.begin < covered) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "has overlapping tensors: %s begins at data byte %d, %s ends at %d%s",
                entry.name,
                entry.begin,
                previous.name,
                covered,
                REMEDY));
      }
      if (entry.begin > covered) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "has a hole of %d bytes before tensor %s, which begins at data byte %d%s",
                entry.begin - covered,
                entry.name,
                entry.begin,
                REMEDY));
      }
      covered = entry.end;
      previous = entry;
    }
    if (covered != dataBytes) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has %d bytes that belong to no tensor behind its last%s",
              dataBytes - covered,
              REMEDY));
    }
    return List.copyOf(ordered);
  }

  /** One walk over the tokens: a tree of a hostile header would take many times its size. */
  private record Parsing(String source, JsonParser parser) {
    SafetensorsHeader header() throws IOException {
      Map<String, Entry> entries = new LinkedHashMap<>();
      @Nullable Map<String, String> metadata = null;
      boolean hasMetadata = false;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = name();
        if (name.equals(METADATA_KEY)) {
          require(!hasMetadata, name, "is there twice");
          hasMetadata = true;
          metadata = metadata();
        } else {
          entries.put(name, entry(name));
        }
      }
      if (parser.nextToken() != null) {
        throw new CheckpointException(
            source, "has more than one JSON object in its header" + REMEDY);
      }
      return new SafetensorsHeader(
          List.copyOf(entries.values()), metadata == null ? Map.of() : metadata);
    }

    /** A key, which the reference implementation takes only if UTF-8 has a form for it. */
    private String name() throws IOException {
      String name = parser.currentName();
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
        throw new CheckpointException(
            source, "has a broken header: a name has half of a surrogate pair" + REMEDY);
      }
      return name;
    }

    private @Nullable Map<String, String> metadata() throws IOException {
      if (parser.nextToken() == JsonToken.VALUE_NULL) {
        return null;
      }
      require(parser.currentToken() == JsonToken.START_OBJECT, METADATA_KEY, "is not an object");
      Map<String, String> metadata = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = name();
        require(
            parser.nextToken() == JsonToken.VALUE_STRING,
            METADATA_KEY,
            "has a value that is not text: " + key);
        metadata.put(key, parser.getText());
      }
      return metadata;
    }

    private Entry entry(String name) throws IOException {
      require(parser.nextToken() == JsonToken.START_OBJECT, name, "is not an object");
      @Nullable SafetensorsType type = null;
      @Nullable List<Long> shape = null;
      @Nullable List<Long> offsets = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "dtype" -> {
            require(type == null, name, "has two of dtype");
            type = type(name);
          }
          case "shape" -> {
            require(shape == null, name, "has two of shape");
            shape = numbers(name, key);
          }
          case "data_offsets" -> {
            require(offsets == null, name, "has two of data_offsets");
            offsets = numbers(name, key);
          }
          // As the reference implementation does: a later version may add keys.
          default -> parser.skipChildren();
        }
      }
      if (type == null || shape == null || offsets == null) {
        throw problem(source, name, "lacks one of dtype, shape and data_offsets");
      }
      require(offsets.size() == 2, name, "has data_offsets that are not a begin and an end");
      return new Entry(name, type.elementType(), shape, offsets.get(0), offsets.get(1));
    }

    private SafetensorsType type(String name) throws IOException {
      require(parser.currentToken() == JsonToken.VALUE_STRING, name, "has a dtype that is no text");
      @Nullable SafetensorsType type = SafetensorsType.named(parser.getText());
      if (type == null) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT,
                "stores tensor %s as %s, which is no type of the format; convert it to one of %s",
                name,
                parser.getText(),
                SafetensorsType.names()));
      }
      return type;
    }

    private List<Long> numbers(String name, String key) throws IOException {
      require(parser.currentToken() == JsonToken.START_ARRAY, name, "has no array as " + key);
      List<Long> numbers = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        require(
            parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && !parser.getText().equals("-0"),
            name,
            "has a value that is not a whole number of 63 bits in its " + key);
        numbers.add(parser.getLongValue());
      }
      return List.copyOf(numbers);
    }

    private void require(boolean holds, String name, String otherwise) {
      if (!holds) {
        throw problem(source, name, otherwise);
      }
    }
  }
}
