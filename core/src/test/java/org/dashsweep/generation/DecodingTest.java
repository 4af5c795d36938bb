package org.dashsweep.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.catalogue.TinyDecoder;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.TinyLlama;
import org.dashsweep.model.llama.TinyLlama.Line;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
class DecodingTest {
  private static final DecodingBudget ONE_BY_ONE = new DecodingBudget(1, 1, 1);

  /** Refills places, moves searches into gaps, and reads few prompts at once. */
  private static final DecodingBudget THREE = new DecodingBudget(3, 100_000, 20);

  /** Tokens at which the tiny model's texts end early, late and never. */
  private static final DecodingSettings SETTINGS =
      new DecodingSettings(4, 16, 1, List.of(13, 132, 177, 58));

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  /** One row of generate.json. */
  private record Golden(
      String model,
      DecodingSettings settings,
      List<Line> prompts,
      JsonNode tokens,
      JsonNode scores) {
    @Override
    public String toString() {
      return model + " " + settings;
    }
  }

  static Stream<Golden> goldens() throws IOException {
    try (InputStream in = DecodingTest.class.getResourceAsStream("generate.json")) {
      JsonNode root = new JsonMapper().readTree(Objects.requireNonNull(in));
      return StreamSupport.stream(root.path("cases").spliterator(), false)
          .map(
              one ->
                  new Golden(
                      one.path("model").asText(),
                      new DecodingSettings(
                          one.path("beams").asInt(),
                          one.path("max_new_tokens").asInt(),
                          one.path("length_penalty").asDouble(),
                          integers(one.path("eos_token_id"))),
                      StreamSupport.stream(
                              root.path("prompts").path(one.path("model").asText()).spliterator(),
                              false)
                          .map(prompt -> new Line(integers(prompt), 0))
                          .toList(),
                      one.path("tokens"),
                      one.path("scores")));
    }
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> integers = new ArrayList<>();
    array.forEach(value -> integers.add(value.asInt()));
    return integers;
  }

  /** Transformers knows no bound that ends a search early. */
  @ParameterizedTest
  @MethodSource("goldens")
  void findsWhatTransformersFound(Golden golden) {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load(golden.model);
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0);
        CausalDecoder decoder = model.decoder()) {
      for (DecodingBudget budget : List.of(THREE, DecodingBudget.DEFAULT)) {
        List<Continuation> found =
            new Decoding(decoder, golden.settings, budget)
                .decode(golden.prompts, DecodingListener.NONE);

        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i).tokens()).as("%d", i).isEqualTo(integers(golden.tokens.get(i)));
          if (!golden.scores.isNull()) {
            assertThat((double) found.get(i).score())
                .isCloseTo(golden.scores.get(i).asDouble(), withinPercentage(1e-3));
          }
        }
      }
    }
  }

  @Test
  void whatIsDecodedTogetherDoesNotMatter() {
    List<Line> prompts = AdaptedLlama.prompts(25);
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, AdaptedLlama.dash(scope, base), 0.5);
        CausalDecoder decoder = model.decoder()) {
      List<Continuation> alone = decode(decoder, ONE_BY_ONE, prompts);

      assertThat(alone.stream().map(found -> found.tokens().size()).distinct().count())
          .as("they end at different times")
          .isGreaterThan(4);
      assertSame(decode(decoder, THREE, prompts), alone);
      assertSame(decode(decoder, DecodingBudget.DEFAULT, prompts), alone);
    }
  }

  /** The model's own loss knows nothing of caches and branches. */
  @ParameterizedTest
  @CsvSource({"FLOAT32,1e-5", "BFLOAT16,2e-2"})
  void theScoreIsTheLossOfTheContinuation(Precision precision, double tolerance) {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load(precision);
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, AdaptedLlama.dash(scope, base), 0.5)) {
      assertScoresAreLosses(model, tolerance);
    }
  }

  @Test
  void learnedKeysAndValuesStandBeforeWhatIsDecoded() {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, AdaptedLlama.prefix(scope, base), 0)) {
      assertScoresAreLosses(model, 1e-5);
    }
  }

  /** Windows of 4 tokens leave the learned ones behind while a text goes on. */
  @ParameterizedTest
  @ValueSource(strings = {TinyDecoder.MISTRAL, TinyDecoder.QWEN2})
  void aWindowSlidesOverLearnedKeysAndValues(String name) {
    TinyDecoder tiny = TinyDecoder.of(name);
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = tiny.load(Precision.FLOAT32);
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, AdaptedLlama.prefix(scope, base), 0)) {
      assertScoresAreLosses(model, AdaptedLlama.prompts(6, tiny.config().vocabularySize()), 1e-5);
    }
  }

  private static void assertScoresAreLosses(DecoderLanguageModel model, double tolerance) {
    assertScoresAreLosses(model, AdaptedLlama.prompts(6), tolerance);
  }

  private static void assertScoresAreLosses(
      DecoderLanguageModel model, List<Line> prompts, double tolerance) {
    try (CausalDecoder decoder = model.decoder()) {
      List<Continuation> found = decode(decoder, THREE, prompts);

      for (int i = 0; i < prompts.size(); i++) {
        List<Integer> prompt = prompts.get(i).tokens();
        List<Integer> text = new ArrayList<>(prompt);
        text.addAll(found.get(i).tokens());
        double loss = model.lossSums(CausalBatch.of(List.of(new Line(text, prompt.size()))))[0];
        assertThat(found.get(i).score() * found.get(i).tokens().size())
            .isCloseTo((float) -loss, withinPercentage(100 * tolerance));
      }
    }
  }

  @Test
  void tellsOfProgressAndEndsWhenItsListenerThrows() {
    List<Line> prompts = AdaptedLlama.prompts(7);
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0);
        CausalDecoder decoder = model.decoder()) {
      List<Integer> told = new ArrayList<>();
      Decoding decoding = new Decoding(decoder, SETTINGS, THREE);
      decoding.decode(
          prompts,
          (decoded, all) -> {
            assertThat(all).isEqualTo(7);
            told.add(decoded);
          });
      assertThat(told).isSorted().startsWith(0).endsWith(7).hasSizeGreaterThan(16);

      told.clear();
      assertThatThrownBy(
              () ->
                  decoding.decode(
                      prompts,
                      (decoded, all) -> {
                        told.add(decoded);
                        if (told.size() == 3) {
                          throw new CancellationException("enough");
                        }
                      }))
          .isInstanceOf(CancellationException.class);
      assertThat(told).hasSize(3);
      assertThat(decoding.decode(List.of(), DecodingListener.NONE)).isEmpty();
    }
  }

  @Test
  void rejectsMoreBeamsThanTokens() {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0);
        CausalDecoder decoder = model.decoder()) {
      DecodingSettings many = new DecodingSettings(100, 4, 1, List.of(2));
      assertThatThrownBy(() -> new Decoding(decoder, many, THREE))
          .hasMessageContainingAll("100 beams", "at least 200 tokens: 199");
    }
  }

  private static List<Continuation> decode(
      CausalDecoder decoder, DecodingBudget budget, List<Line> prompts) {
    return new Decoding(decoder, SETTINGS, budget).decode(prompts, DecodingListener.NONE);
  }

  private static void assertSame(List<Continuation> actual, List<Continuation> expected) {
    assertThat(actual).extracting(Continuation::tokens).isEqualTo(tokens(expected));
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).score()).isCloseTo(expected.get(i).score(), within(1e-5f));
    }
  }

  private static List<List<Integer>> tokens(List<Continuation> continuations) {
    return continuations.stream().map(Continuation::tokens).toList();
  }
}
