package org.dashsweep.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.ForkedSequence;
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
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
class LogLikelihoodsTest {
  /** Batches of three at most, whose prompts are not all read together. */
  private static final DecodingBudget THREE = new DecodingBudget(3, 100_000, 20);

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  private record Question(Line prompt, List<List<Integer>> ways) implements ForkedSequence {
    @Override
    public int[] tokenIds() {
      return prompt.tokenIds();
    }

    @Override
    public List<int[]> continuations() {
      return ways.stream().map(way -> way.stream().mapToInt(Integer::intValue).toArray()).toList();
    }
  }

  /** The model's own loss knows nothing of caches and branches. */
  @ParameterizedTest
  @CsvSource({"FLOAT32,1e-4", "BFLOAT16,0.2"})
  void areTheNegativeLossesOfTheContinuations(Precision precision, float tolerance) {
    try (DecoderModel base = TinyLlama.load(precision)) {
      assertLossesOfTheContinuations(base, tolerance);
    }
  }

  /** Prompts are much longer than the windows, and so are some of the ways to go on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        TinyDecoder.MISTRAL,
        TinyDecoder.QWEN2,
        TinyDecoder.QWEN3,
        TinyDecoder.QWEN3_BIASED
      })
  void areTheNegativeLossesInOtherFamilies(String name) {
    try (DecoderModel base = TinyDecoder.of(name).load(Precision.FLOAT32)) {
      assertLossesOfTheContinuations(base, 2e-4f);
    }
  }

  private static void assertLossesOfTheContinuations(DecoderModel base, float tolerance) {
    List<Question> questions = questions(11, 5, base.config().vocabularySize());
    try (TensorScope scope = TensorScope.open();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, AdaptedLlama.dash(scope, base), 0.5);
        CausalDecoder decoder = model.decoder()) {
      for (DecodingBudget budget :
          List.of(DecodingBudget.oneByOne(), THREE, DecodingBudget.DEFAULT)) {
        List<List<Float>> found =
            new LogLikelihoods(decoder, budget).of(questions, DecodingListener.NONE);

        assertThat(found).hasSameSizeAs(questions);
        for (int i = 0; i < questions.size(); i++) {
          List<Float> expected = negativeLosses(model, questions.get(i));
          assertThat(found.get(i)).hasSameSizeAs(expected);
          for (int way = 0; way < expected.size(); way++) {
            assertThat(found.get(i).get(way))
                .as("way %d of %d", way, i)
                .isCloseTo(expected.get(way), within(tolerance));
          }
        }
      }
    }
  }

  /** As the options of most questions are: nothing is read behind the prompts. */
  @Test
  void continuationsOfOneTokenNeedThePromptAlone() {
    List<Question> questions = questions(7, 1, 199);
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0);
        CausalDecoder decoder = model.decoder()) {
      List<List<Float>> found =
          new LogLikelihoods(decoder, THREE).of(questions, DecodingListener.NONE);
      for (int i = 0; i < questions.size(); i++) {
        List<Float> expected = negativeLosses(model, questions.get(i));
        for (int way = 0; way < expected.size(); way++) {
          assertThat(found.get(i).get(way)).isCloseTo(expected.get(way), within(1e-4f));
        }
      }
    }
  }

  @Test
  void tellsOfProgressAndEndsWhenItsListenerThrows() {
    List<Question> questions = questions(7, 3, 199);
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyLlama.load();
        DecoderLanguageModel model =
            new DecoderLanguageModel(scope, base, new AdapterSet(scope), 0);
        CausalDecoder decoder = model.decoder()) {
      LogLikelihoods likelihoods = new LogLikelihoods(decoder, THREE);
      List<Integer> told = new ArrayList<>();
      likelihoods.of(questions, (done, all) -> told.add(done * 100 + all));
      assertThat(told).containsExactly(307, 607, 707);
      assertThatThrownBy(
              () ->
                  likelihoods.of(
                      questions,
                      (done, all) -> {
                        throw new CancellationException("enough");
                      }))
          .isInstanceOf(CancellationException.class);
      assertThat(likelihoods.of(List.of(), DecodingListener.NONE)).isEmpty();
      assertThatThrownBy(
              () ->
                  likelihoods.of(
                      List.of(new Question(questions.get(0).prompt, List.of(List.of()))),
                      DecodingListener.NONE))
          .hasMessageContaining("has no tokens");
    }
  }

  private static List<Float> negativeLosses(DecoderLanguageModel model, Question question) {
    List<Integer> prompt = question.prompt.tokens();
    List<Line> texts = new ArrayList<>();
    for (List<Integer> way : question.ways) {
      List<Integer> text = new ArrayList<>(prompt);
      text.addAll(way);
      texts.add(new Line(text, prompt.size()));
    }
    List<Float> losses = new ArrayList<>();
    for (double loss : model.lossSums(CausalBatch.of(texts))) {
      losses.add((float) -loss);
    }
    return losses;
  }

  /** Prompts of many lengths with 2 to 5 ways to go on, each of 1 token to the longest. */
  private static List<Question> questions(int count, int longest, int vocabulary) {
    Random random = new Random(8);
    return AdaptedLlama.prompts(count, vocabulary).stream()
        .map(
            prompt -> {
              List<List<Integer>> ways = new ArrayList<>();
              int number = 2 + random.nextInt(4);
              for (int i = 0; i < number; i++) {
                ways.add(random.ints(1 + random.nextInt(longest), 3, vocabulary).boxed().toList());
              }
              return new Question(prompt, ways);
            })
        .toList();
  }
}
