package org.dashsweep.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The program's mapper of JSON, and the messages about JSON that others wrote. A class has a mapper
 * of its own only for a setting of its own.
 */
public final class Json {
  /** Refuses a key that stands twice, and whatever follows the value. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Takes the last of equal keys, as Hugging Face's tokenizers do. */
  private static final JsonMapper LENIENT =
      MAPPER.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  /** Makes the exception about a file. */
  @FunctionalInterface
  public interface Complaint<E extends RuntimeException> {
    /** Makes it of the file's name, what is wrong with the file, and the cause. */
    E about(String source, String problem, @Nullable Throwable cause);
  }

  /**
   * Reads the object that these bytes are.
   *
   * @param source the file's name, for messages
   * @throws E if they are anything else, or the object has a key twice
   */
  public static <E extends RuntimeException> JsonNode object(
      String source, byte[] bytes, Complaint<E> complaint) {
    return requireObject(source, read(MAPPER, source, bytes, complaint), complaint);
  }

  /**
   * Reads the value that these bytes are. Of equal keys the last counts.
   *
   * @param source the file's name, for messages
   * @throws E if they are none
   */
  public static <E extends RuntimeException> JsonNode lenient(
      String source, byte[] bytes, Complaint<E> complaint) {
    return read(LENIENT, source, bytes, complaint);
  }

  /**
   * Passes an object on.
   *
   * @param source the file's name, for messages
   * @throws E if the value is no object
   */
  public static <E extends RuntimeException> JsonNode requireObject(
      String source, JsonNode node, Complaint<E> complaint) {
    if (!node.isObject()) {
      throw complaint.about(source, "is not a JSON object", null);
    }
    return node;
  }

  private static <E extends RuntimeException> JsonNode read(
      JsonMapper mapper, String source, byte[] bytes, Complaint<E> complaint) {
    try {
      return mapper.readTree(bytes);
    } catch (JsonProcessingException e) {
      // An exception about a limit has no location.
      @Nullable JsonLocation location = e.getLocation();
      String place =
          location == null
              ? ""
              : String.format(
                  Locale.ROOT,
                  " (line %d, column %d)",
                  location.getLineNr(),
                  location.getColumnNr());
      throw complaint.about(
          source,
          String.format(Locale.ROOT, "is not valid JSON%s: %s", place, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw complaint.about(source, "cannot be read: " + e.getMessage(), e);
    }
  }
}
