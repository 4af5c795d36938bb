package org.dashsweep.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CountingDecoder;
import org.dashsweep.model.ForkedSequence;
import org.dashsweep.model.catalogue.TinyDecoder;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.TinyLlama;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prompts that begin alike, read as wholes and behind their beginning, which is read once. */
@Tag("native")
class SharedBeginningTest {
  private static final DecodingBudget WHOLE = DecodingBudget.DEFAULT.withoutSharing();
  private static final DecodingBudget SHARED = new DecodingBudget(64, 32_768, 4_096, 1);

  /** Refills places, moves searches into gaps, and reads few prompts at once. */
  private static final DecodingBudget THREE = new DecodingBudget(3, 100_000, 20, 1);

  private static final List<Integer> END_TOKENS = List.of(13, 132, 177, 58);

  /** Longer than the windows, whose tokens leave it behind while a text goes on. */
  private static final int BEGINNING = 9;

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  private enum Adapters {
    LOW_RANK,
    LEARNED_TOKENS;

    AdapterSet of(TensorScope scope, DecoderModel base) {
      return this == LOW_RANK ? AdaptedLlama.dash(scope, base) : AdaptedLlama.prefix(scope, base);
    }
  }

  private record Case(String name, Precision precision, Adapters adapters) {
    DecoderModel load() {
      return name.equals("llama")
          ? TinyLlama.load(precision)
          : TinyDecoder.of(name).load(precision);
    }
  }

  private record Question(List<Integer> prompt, List<int[]> continuations)
      implements ForkedSequence {
    @Override
    public int[] tokenIds() {
      return prompt.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** Heads of queries share keys and values; windows are shorter than the beginning. */
  static Stream<Case> cases() {
    return Stream.of(
        new Case("llama", Precision.FLOAT32, Adapters.LOW_RANK),
        new Case("llama", Precision.BFLOAT16, Adapters.LOW_RANK),
        new Case("llama", Precision.FLOAT32, Adapters.LEARNED_TOKENS),
        new Case(TinyDecoder.MISTRAL, Precision.FLOAT32, Adapters.LEARNED_TOKENS),
        new Case(TinyDecoder.QWEN2, Precision.FLOAT32, Adapters.LOW_RANK));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersAreThoseOfWholePrompts(Case one) {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = one.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, one.adapters.of(scope, base), 0);
        CountingDecoder decoder = new CountingDecoder(model.decoder())) {
      List<Question> prompts = questions(BEGINNING, 8, base.config().vocabularySize());
      for (int beams : List.of(1, 4)) {
        DecodingSettings settings = new DecodingSettings(beams, 8, 1, END_TOKENS);
        List<Continuation> whole = decode(decoder, settings, WHOLE, prompts);
        for (DecodingBudget budget : List.of(SHARED, THREE)) {
          long before = decoder.promptTokens();
          List<Continuation> found = decode(decoder, settings, budget, prompts);
          assertThat(decoder.promptTokens() - before)
              .isEqualTo(tokens(prompts) - (prompts.size() - 1L) * BEGINNING);
          if (one.precision == Precision.FLOAT32) {
            assertThat(found).extracting(Continuation::tokens).isEqualTo(tokensOf(whole));
          }
          for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).score())
                .isCloseTo(whole.get(i).score(), within(tolerance(one, 2e-5f)));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void likelihoodsAreThoseOfWholePrompts(Case one) {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = one.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, one.adapters.of(scope, base), 0);
        CountingDecoder decoder = new CountingDecoder(model.decoder())) {
      List<Question> prompts = questions(BEGINNING, 8, base.config().vocabularySize());
      List<List<Float>> whole =
          new LogLikelihoods(decoder, WHOLE).of(prompts, DecodingListener.NONE);
      for (DecodingBudget budget : List.of(SHARED, THREE)) {
        long before = decoder.promptTokens();
        List<List<Float>> found =
            new LogLikelihoods(decoder, budget).of(prompts, DecodingListener.NONE);
        assertThat(decoder.promptTokens() - before)
            .isEqualTo(tokens(prompts) - (prompts.size() - 1L) * BEGINNING);
        for (int i = 0; i < found.size(); i++) {
          for (int way = 0; way < found.get(i).size(); way++) {
            assertThat(found.get(i).get(way))
                .isCloseTo(whole.get(i).get(way), within(tolerance(one, 1e-4f)));
          }
        }
      }
    }
  }

  private static float tolerance(Case one, float ofFloat32) {
    return one.precision == Precision.FLOAT32 ? ofFloat32 : 0.2f;
  }

  @Test
  void aPromptThatIsTheBeginningKeepsItsLastToken() {
    List<Question> prompts = new ArrayList<>(questions(BEGINNING, 6, 199));
    prompts.add(question(prompts.get(0).prompt.subList(0, BEGINNING)));
    assertRead(prompts, SHARED, tokens(prompts) - 6L * (BEGINNING - 1));
  }

  @Test
  void equalPromptsKeepTheirLastTokens() {
    Question prompt = questions(BEGINNING, 1, 199).get(0);
    int length = prompt.prompt.size();
    assertRead(List.of(prompt, prompt, prompt), SHARED, length - 1L + 3);
  }

  @Test
  void promptsThatShareNothingAreReadAsWholes() {
    List<Question> prompts = new ArrayList<>(questions(BEGINNING, 6, 199));
    List<Integer> other = new ArrayList<>(prompts.get(0).prompt);
    other.set(0, other.get(0) == 3 ? 4 : 3);
    prompts.add(question(other));
    assertRead(prompts, SHARED, tokens(prompts));
  }

  @Test
  void onePromptIsReadAsAWhole() {
    List<Question> prompts = questions(BEGINNING, 1, 199);
    assertRead(prompts, SHARED, tokens(prompts));
  }

  @Test
  void aBeginningThatSavesTooLittleIsReadWithEveryPrompt() {
    List<Question> prompts = questions(BEGINNING, 6, 199);
    assertRead(prompts, new DecodingBudget(64, 1000, 1000, 5 * BEGINNING + 1), tokens(prompts));
    assertRead(
        prompts,
        new DecodingBudget(64, 1000, 1000, 5 * BEGINNING),
        tokens(prompts) - 5L * BEGINNING);
  }

  private static void assertRead(List<Question> prompts, DecodingBudget budget, long tokens) {
    DecodingSettings settings = new DecodingSettings(4, 4, 1, END_TOKENS);
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, AdaptedLlama.dash(scope, base), 0);
        CountingDecoder decoder = new CountingDecoder(model.decoder())) {
      List<Continuation> found = decode(decoder, settings, budget, prompts);
      assertThat(decoder.promptTokens()).isEqualTo(tokens);
      assertThat(found)
          .extracting(Continuation::tokens)
          .isEqualTo(tokensOf(decode(decoder, settings, WHOLE, prompts)));
    }
  }

  private static List<Continuation> decode(
      CountingDecoder decoder,
      DecodingSettings settings,
      DecodingBudget budget,
      List<Question> prompts) {
    return new Decoding(decoder, settings, budget).decode(prompts, DecodingListener.NONE);
  }

  private static List<List<Integer>> tokensOf(List<Continuation> continuations) {
    return continuations.stream().map(Continuation::tokens).toList();
  }

  private static long tokens(List<Question> prompts) {
    return prompts.stream().mapToLong(prompt -> prompt.prompt.size()).sum();
  }

  /** Prompts of many lengths that share so many tokens and no more, with 3 ways to go on. */
  private static List<Question> questions(int shared, int count, int vocabulary) {
    Random random = new Random(29);
    List<Integer> beginning = random.ints(shared, 3, vocabulary).boxed().toList();
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Integer> prompt = new ArrayList<>(beginning);
      prompt.add(3 + i);
      random.ints(random.nextInt(i % 5 == 0 ? 40 : 10), 3, vocabulary).forEach(prompt::add);
      questions.add(question(prompt));
    }
    return questions;
  }

  private static Question question(List<Integer> prompt) {
    return new Question(
        List.copyOf(prompt), List.of(new int[] {5}, new int[] {7, 11, 4, 9, 6}, new int[] {8, 3}));
  }
}
