package org.dashsweep.jobs.storage;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A small JSON file by which the program keeps track of itself, as it was found. */
public final class ControlFile {
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          // A newer version may say more.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          // Elements of lists and maps.
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .build();

  private ControlFile() {}

  /**
   * Reads a file's content.
   *
   * @param file for messages
   * @param type a record whose constructor refuses bad values
   * @param remedy what to do about a file that is something else
   * @throws IOException if it is something else; the message is one line
   */
  public static <T> T parse(String file, byte[] content, Class<T> type, String remedy)
      throws IOException {
    try {
      @Nullable T value = JSON.readValue(content, type);
      if (value != null) {
        return value;
      }
    } catch (JsonProcessingException e) {
      IOException thrown =
          new IOException(
              String.format(Locale.ROOT, "%s is damaged (%s); %s", file, what(e), remedy));
      thrown.addSuppressed(e);
      throw thrown;
    }
    throw new IOException(
        String.format(Locale.ROOT, "%s is damaged (it holds nothing); %s", file, remedy));
  }

  /** Returns the content of a file. */
  public static byte[] write(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers are JSON", e);
    }
  }

  /**
   * Returns a value that a file must have.
   *
   * @throws IllegalArgumentException if it is null; the message is for users
   */
  public static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  /**
   * Returns a time that a file must have.
   *
   * @param value in ISO 8601
   * @throws IllegalArgumentException if it is none; the message is for users
   */
  public static Instant time(String name, @Nullable String value) {
    try {
      Instant time = Instant.parse(present(name, value));
      if (!time.isBefore(Instant.EPOCH) && time.isBefore(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " is no time", e);
    }
    throw new IllegalArgumentException(name + " is a time too far away");
  }

  /** The constructors' own words, or where the reader stopped. */
  private static String what(JsonProcessingException thrown) {
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException problem && problem.getMessage() != null) {
        return problem.getMessage();
      }
    }
    JsonLocation place = thrown.getLocation();
    return place == null
        ? "it is no such JSON"
        : String.format(
            Locale.ROOT, "see line %d, column %d", place.getLineNr(), place.getColumnNr());
  }
}
