package org.dashsweep.data.commonsense;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.dashsweep.data.LongestText;
import org.jspecify.annotations.Nullable;

/**
 * Reads a data file row by row: a JSON list of objects. Each has {@code instruction} and {@code
 * output}, {@code answer} (which training does without) and {@code input} (empty if it is missing).
 * Other keys are left alone.
 */
final class InstructionReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String source;
  private final JsonParser parser;
  private int row;

  private InstructionReader(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /**
   * Hands every row over, in order.
   *
   * @param source the file, for messages
   * @return number of rows, at least 1
   * @throws DataException if the file is not such a list; the message says where
   */
  static int read(String source, InputStream stream, Consumer<Instruction> rows) {
    try (JsonParser parser = JSON.createParser(stream)) {
      return new InstructionReader(source, parser).read(rows);
    } catch (IOException e) {
      throw new DataException(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  private int read(Consumer<Instruction> rows) throws IOException {
    try {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new DataException(source, "is not a JSON list of rows");
      }
      for (row = 1; parser.nextToken() != JsonToken.END_ARRAY; row++) {
        rows.accept(instruction());
      }
      if (row == 1) {
        throw new DataException(source, "has no rows");
      }
      if (parser.nextToken() != null) {
        throw new DataException(source, "has something behind its list of rows" + place());
      }
      return row - 1;
    } catch (JsonProcessingException e) {
      throw new DataException(
          source,
          String.format(
              Locale.ROOT,
              "is not valid JSON in row %d%s: %s",
              row,
              place(),
              e.getOriginalMessage()),
          e);
    }
  }

  private Instruction instruction() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw problem("is no object but " + parser.currentToken());
    }
    Map<String, String> texts = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!isKnown(key)) {
        parser.skipChildren();
      } else if (value == JsonToken.VALUE_STRING) {
        texts.put(key, text(key));
      } else if (value != JsonToken.VALUE_NULL) {
        throw problem(String.format(Locale.ROOT, "has no text for '%s' but %s", key, value));
      }
    }
    return new Instruction(
        required(texts, "instruction"),
        texts.getOrDefault("input", ""),
        required(texts, "output"),
        texts.getOrDefault("answer", ""));
  }

  private String text(String key) throws IOException {
    String text = parser.getText();
    if (LongestText.isExceededBy(text)) {
      throw problem(String.format(Locale.ROOT, "has in '%s' %s", key, LongestText.problem(text)));
    }
    return text;
  }

  private static boolean isKnown(String key) {
    return switch (key) {
      case "instruction", "input", "output", "answer" -> true;
      default -> false;
    };
  }

  private String required(Map<String, String> texts, String key) {
    @Nullable String text = texts.get(key);
    if (text == null || text.isBlank()) {
      throw problem(String.format(Locale.ROOT, "has no '%s'", key));
    }
    return text;
  }

  private DataException problem(String problem) {
    return new DataException(
        source, String.format(Locale.ROOT, "row %d%s %s", row, place(), problem));
  }

  private String place() {
    return String.format(Locale.ROOT, " (line %d)", parser.currentLocation().getLineNr());
  }
}
