package org.dashsweep.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
class JsonTokenizerTest {
  static final String RESOURCE = "all-minilm-l6-v2-tokenizer.json";
  private static final int START = 101;
  private static final int SEPARATOR = 102;
  private static final int UNKNOWN = 100;

  private static byte[] json;
  private static JsonNode vocabulary;
  private static TextTokenizer tokenizer;

  @BeforeAll
  static void read() throws IOException {
    json = bundled();
    vocabulary = new ObjectMapper().readTree(json).path("model").path("vocab");
    tokenizer = open(json, RESOURCE);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private static TextTokenizer open(byte[] json, String source) {
    return TokenizerFiles.ofJson(source, json).open();
  }

  static byte[] bundled() throws IOException {
    try (InputStream resource =
        Objects.requireNonNull(JsonTokenizerTest.class.getResourceAsStream("/" + RESOURCE))) {
      return resource.readAllBytes();
    }
  }

  @Test
  void knownSentenceHasBertsIds() {
    // bert-base-uncased: [CLS] hello , world ! [SEP]
    assertThat(tokenizer.encode("Hello, world!").tokenIds())
        .containsExactly(101, 7592, 1010, 2088, 999, 102);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a member of the genus Canis that has been domesticated by man since prehistoric times",
        "the trachodon: any of numerous large bipedal ornithischian dinosaurs",
        "unaffable antidisestablishmentarianism, 1915-1932 (or so); zzyzx",
        "",
      })
  void idsAreThoseOfGreedyLongestMatch(String text) {
    List<Integer> expected = new ArrayList<>(List.of(START));
    expected.addAll(wordPieces(text));
    expected.add(SEPARATOR);
    assertThat(boxed(tokenizer.encode(text).tokenIds())).isEqualTo(expected);
  }

  @Test
  void pairsHaveTwoSegments() {
    EncodedText encoded = tokenizer.encode(Segments.of("hello world", "hello"));
    assertThat(encoded.tokenIds()).containsExactly(START, 7592, 2088, SEPARATOR, 7592, SEPARATOR);
    assertThat(encoded.segmentIds()).containsExactly(0, 0, 0, 0, 1, 1);
    assertThat(encoded.length()).isEqualTo(6);
  }

  @Test
  void textsLongerThanTheFilesOwnLimitAreKept() {
    // The bundled file cuts at 128 tokens and pads to 128.
    assertThat(tokenizer.encode("hello ".repeat(300)).length()).isEqualTo(302);
  }

  @Test
  void tooLongTextLosesItsEnd() {
    EncodedText encoded = tokenizer.encode(Segments.of("hello world ".repeat(10)), 8);
    assertThat(encoded.tokenIds())
        .containsExactly(START, 7592, 2088, 7592, 2088, 7592, 2088, SEPARATOR);
  }

  @Test
  void tooLongPairLosesTheEndOfItsLongerText() {
    EncodedText encoded = tokenizer.encode(Segments.of("world ".repeat(20), "hello hello"), 10);
    assertThat(encoded.tokenIds())
        .containsExactly(START, 2088, 2088, 2088, 2088, 2088, SEPARATOR, 7592, 7592, SEPARATOR);
    assertThat(encoded.segmentIds()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1, 1);
  }

  @Test
  void allAtOnceEqualOneByOne() {
    List<Segments> texts =
        IntStream.range(0, 2_100)
            .mapToObj(
                i -> new Segments("hello ".repeat(i % 7) + i, i % 3 == 0 ? null : "world " + i))
            .toList();
    assertThat(tokenizer.encodeAll(texts, 9))
        .isEqualTo(texts.stream().map(text -> tokenizer.encode(text, 9)).toList());
    assertThat(tokenizer.encodeAll(List.of(), 9)).isEmpty();
  }

  @Test
  void rolesAreThoseOfTheFile() {
    assertThat(tokenizer.specialTokens())
        .isEqualTo(
            new SpecialTokens(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.of(0),
                OptionalInt.of(UNKNOWN)));
    assertThat(tokenizer.vocabularySize()).isEqualTo(30_522);
  }

  @Test
  void tokensWithoutAnEntryHaveNoText() {
    assertThat(tokenizer.decode(new int[] {START, 7592, -1, 30_522, 2088}))
        .isEqualTo("hello world");
  }

  @Test
  void whatIsNotJsonIsNamedWithItsPlace() {
    assertThatThrownBy(() -> open("{\n oops".getBytes(UTF_8), "bad"))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("tokenizer.json of bad is not valid JSON (line 2, column ");
    assertThatThrownBy(() -> open(Arrays.copyOf(json, 9_999), "cut"))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("tokenizer.json of cut is not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "17", "{}", "{\"model\": 3}", "{\"model\": {\"vocab\": 3}}"})
  void jsonThatIsNoTokenizerIsNamed(String text) {
    assertThatThrownBy(() -> open(text.getBytes(UTF_8), "other"))
        .isInstanceOf(TokenizerException.class)
        .hasMessage("tokenizer.json of other is not a tokenizer: it has no model.vocab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\": {\"vocab\": {}}}",
        "{\"version\": \"1.0\", \"model\": {\"type\": \"Nonesuch\", \"vocab\": {}}}"
      })
  void tokenizerThatTheLibraryRefusesIsNamed(String text) {
    assertThatThrownBy(() -> open(text.getBytes(UTF_8), "odd"))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("tokenizer.json of odd is not a usable tokenizer: ");
  }

  @Test
  void tooShortAMaximumIsAnError() {
    assertThatThrownBy(() -> tokenizer.encode(Segments.of("a", "b"), 2))
        .hasMessage("maximumLength must be at least 3, the number of special tokens: 2");
  }

  /** WordPiece as its authors describe it, for ASCII text: lower case, punctuation apart. */
  private static List<Integer> wordPieces(String text) {
    List<Integer> ids = new ArrayList<>();
    String spaced = text.toLowerCase(Locale.ROOT).replaceAll("(\\p{Punct})", " $1 ").strip();
    for (String word : spaced.isEmpty() ? new String[0] : spaced.split("\\s+", -1)) {
      List<Integer> pieces = new ArrayList<>();
      int from = 0;
      while (from < word.length()) {
        int to = word.length();
        while (to > from && !vocabulary.has(piece(word, from, to))) {
          to--;
        }
        if (to == from) {
          pieces = List.of(UNKNOWN);
          break;
        }
        pieces.add(vocabulary.get(piece(word, from, to)).asInt());
        from = to;
      }
      ids.addAll(pieces);
    }
    return ids;
  }

  private static String piece(String word, int from, int to) {
    return (from == 0 ? "" : "##") + word.substring(from, to);
  }

  private static List<Integer> boxed(int[] values) {
    return IntStream.of(values).boxed().toList();
  }
}
