package org.dashsweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {
  private static final Json.Complaint<IllegalArgumentException> COMPLAINT =
      (source, problem, cause) -> new IllegalArgumentException(source + " " + problem, cause);

  @Test
  void ofEqualKeysTheLastCountsWhereThatIsAllowed() {
    byte[] twice = bytes("{\"a\": 1, \"a\": 2}");
    assertThat(Json.lenient("f.json", twice, COMPLAINT).path("a").asInt()).isEqualTo(2);
    assertThatThrownBy(() -> Json.object("f.json", twice, COMPLAINT))
        .hasMessage("f.json is not valid JSON (line 1, column 13): Duplicate field 'a'");
    // The one was made from the other.
    assertThat(Json.lenient("f.json", twice, COMPLAINT).path("a").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[1] | f.json is not a JSON object",
        "'{\"a\":\n}' | f.json is not valid JSON (line 2, column 1): Unexpected character",
        "{} {} | f.json is not valid JSON (line 1, column 4): Trailing token",
        "'' | f.json is not a JSON object"
      })
  void whatIsNoObjectIsRefusedWithItsPlace(String content, String message) {
    assertThatThrownBy(() -> Json.object("f.json", bytes(content), COMPLAINT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
