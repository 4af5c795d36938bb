package org.dashsweep.space;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * Writes JSON in which every value has exactly one spelling. Keys are sorted, there is no white
 * space, and a decimal is the shortest that reads back as the same double.
 */
public final class CanonicalJson {
  // Double.toString prints some doubles with too many digits before Java 19, so an id would depend
  // on the JVM; Jackson's own writer (Schubfach) does not.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private static final int TYPICAL_LENGTH = 1024;

  private CanonicalJson() {}

  /** One object. */
  public static String write(SortedMap<String, Object> values) {
    return write(values, entry -> true);
  }

  /** One object, of the entries that are to be in it. */
  public static String write(
      SortedMap<String, Object> values, Predicate<Map.Entry<String, Object>> included) {
    StringWriter text = new StringWriter(TYPICAL_LENGTH);
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.writeStartObject();
      for (Map.Entry<String, Object> entry : values.entrySet()) {
        if (included.test(entry)) {
          generator.writeFieldName(entry.getKey());
          write(generator, entry.getValue());
        }
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write JSON to memory", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, Object value) throws IOException {
    if (value instanceof String text) {
      generator.writeString(text);
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else if (value instanceof Double number) {
      generator.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      for (Object entry : list) {
        write(generator, entry);
      }
      generator.writeEndArray();
    } else {
      throw new IllegalArgumentException("Not a value of a cell: " + value);
    }
  }

  /** A number as a person writes it: "8" and "0.002", never "8.0" or "2.0E-3". */
  static String plain(double number) {
    BigDecimal decimal = decimal(number).stripTrailingZeros();
    return Math.abs(decimal.scale()) > 20 ? decimal.toString() : decimal.toPlainString();
  }

  /** The shortest decimal that reads back as that double. */
  static BigDecimal decimal(double number) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.writeNumber(number);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write JSON to memory", e);
    }
    return new BigDecimal(text.toString());
  }

  /** A value of a configuration as messages show it. */
  public static String show(Object value) {
    return value instanceof Double number ? plain(number) : String.valueOf(value);
  }
}
