package org.dashsweep.data.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dashsweep.data.DataException;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object as a row. */
final class JsonRow {
  private final String place;
  private final JsonParser parser;
  private final List<String> columns;
  private final Set<String> keys;
  private final long start;
  private int names;

  /**
   * Prepares a row.
   *
   * @param place for messages: "train.jsonl, line 3,"
   * @param parser at the object's first token
   * @param columns whose values are wanted
   * @param keys takes the object's keys
   */
  JsonRow(String place, JsonParser parser, List<String> columns, Set<String> keys) {
    this.place = place;
    this.parser = parser;
    this.columns = columns;
    this.keys = keys;
    this.start = parser.currentTokenLocation().getCharOffset();
  }

  /**
   * Reads the object to its end.
   *
   * @throws DataException if it is no object, or a wanted value is nested or no number can hold it
   */
  List<@Nullable Object> values() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new DataException(
          place,
          "is no JSON object but " + described(parser.currentToken()) + "; a row is an object");
    }
    List<@Nullable Object> values =
        new ArrayList<>(Collections.<@Nullable Object>nCopies(columns.size(), null));
    while (next() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      remember(key);
      next();
      int column = columns.indexOf(key);
      if (column >= 0) {
        Object value = value(key);
        for (int i = column; i < values.size(); i++) {
          if (columns.get(i).equals(key)) {
            values.set(i, value);
          }
        }
      } else {
        skip();
      }
    }
    return values;
  }

  private void remember(String key) {
    if (keys.add(key) && keys.size() > RowLimits.COLUMNS) {
      throw new DataException(
          place,
          String.format(
              Locale.ROOT,
              "has a column beyond the %d of the rows before it; no more are read",
              RowLimits.COLUMNS));
    }
  }

  /** Each next token of the row, whose extent is limited whatever is skipped. */
  private @Nullable JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    long characters = parser.currentTokenLocation().getCharOffset() - start;
    names += token == JsonToken.FIELD_NAME ? 1 : 0;
    if (characters > RowLimits.ROW_CHARACTERS) {
      throw new DataException(
          place,
          String.format(
              Locale.ROOT, "begins a row of more than %d characters", RowLimits.ROW_CHARACTERS));
    }
    // The parser remembers them all, to find what is there twice.
    if (names > RowLimits.COLUMNS) {
      throw new DataException(
          place, String.format(Locale.ROOT, "has more than %d keys", RowLimits.COLUMNS));
    }
    return token;
  }

  private void skip() throws IOException {
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    } while (depth > 0 && next() != null);
  }

  private @Nullable Object value(String key) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> text(key);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> integer(key);
      case VALUE_NUMBER_FLOAT -> decimal(key);
      default ->
          throw wrong(key, "has " + described(parser.currentToken()) + ", not a text or a number");
    };
  }

  private String text(String key) throws IOException {
    String text = parser.getText();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          throw wrong(key, "has half of a surrogate pair, which is no character");
        }
        i++;
      }
    }
    return text;
  }

  private Long integer(String key) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw wrong(key, "has an integer of more than 64 bits; write it as a string");
    }
    return parser.getLongValue();
  }

  private Double decimal(String key) throws IOException {
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw wrong(key, "has a number beyond what 64 bits hold: " + parser.getText());
    }
    return value;
  }

  private DataException wrong(String key, String problem) {
    return new DataException(place, String.format(Locale.ROOT, "column '%s' %s", key, problem));
  }

  private static String described(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NULL -> "null";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      default -> "a number";
    };
  }
}
