package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.data.commonsense.AnswerOptions;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.data.commonsense.PromptedExample;
import org.dashsweep.data.commonsense.ValidationDraw;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.trial.EmbeddingRows;

/**
 * A trial's data as its model reads it. Immutable: encode once and share among the trials of a JVM.
 *
 * @param train examples to learn from, in the order of the draw
 * @param validation examples to choose the best state by
 * @param questions in the order of the paper's tables
 */
record CommonsenseData(
    List<PromptedExample> train, List<PromptedExample> validation, List<Questions> questions) {
  CommonsenseData {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    questions = List.copyOf(questions);
  }

  /**
   * Reads and encodes what a trial needs.
   *
   * @param tokenizer of its model; not closed
   */
  static CommonsenseData read(
      CommonsenseSource source, TextTokenizer tokenizer, CommonsenseSettings settings) {
    PromptEncoder encoder = new PromptEncoder(tokenizer);
    boolean compared = settings.scorers().contains(Scorer.LIKELIHOOD);
    List<Instruction> rows = source.training(settings.trainSet());
    ValidationDraw draw =
        ValidationDraw.of(rows.size(), settings.validationRows(), settings.validationSeed());
    int trained = settings.common().trainRows(draw.train().length);
    List<Questions> questions = new ArrayList<>();
    for (CommonsenseTask task : settings.dataSets()) {
      List<Instruction> all = source.evaluation(task);
      List<Instruction> asked = all.subList(0, settings.evaluationRows(all.size()));
      questions.add(
          new Questions(
              task,
              asked,
              encoder.evaluation(asked),
              compared ? encoder.options(task, asked) : List.of()));
    }
    List<PromptedExample> validation = examples(encoder, rows, draw.validation(), settings);
    if (!validation.isEmpty() && validation.stream().allMatch(one -> one.predicted() == 0)) {
      throw new IllegalArgumentException(
          "no validation example predicts a token: their prompts alone reach the cutoff of %d tokens"
              .formatted(settings.cutoff()));
    }
    return new CommonsenseData(
        examples(encoder, rows, Arrays.copyOf(draw.train(), trained), settings),
        validation,
        questions);
  }

  /**
   * Requires every token to have an embedding.
   *
   * @throws org.dashsweep.model.ModelException if one has none
   */
  void requireEmbeddings(EmbeddingRows embeddings) {
    embeddings.require(Stream.concat(train.stream(), validation.stream()));
    for (Questions asked : questions) {
      embeddings.require(asked.prompts().stream());
      for (AnswerOptions options : asked.options()) {
        embeddings.requireTokens(options.tokenIds());
        options.continuations().forEach(embeddings::requireTokens);
      }
    }
  }

  private static List<PromptedExample> examples(
      PromptEncoder encoder, List<Instruction> rows, int[] chosen, CommonsenseSettings settings) {
    return encoder.training(
        Arrays.stream(chosen).mapToObj(rows::get).toList(),
        settings.cutoff(),
        settings.predictedTokens());
  }

  /** Tokens of each training example. */
  int[] lengths() {
    return train.stream().mapToInt(example -> example.tokenIds().length).toArray();
  }
}
