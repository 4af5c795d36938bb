package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dashsweep.data.ValidationDraw;
import org.dashsweep.data.commonsense.AnswerOptions;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.data.commonsense.PromptedExample;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.questions.PlacedRow;
import org.dashsweep.model.EmbeddingRows;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.tokenizer.TextTokenizer;

/**
 * A trial's data as its model reads it. Immutable: encode once and share among the trials of a JVM.
 *
 * @param train examples to learn from, in the order of the draw
 * @param validation examples to choose the best state by
 * @param questions in the order of the paper's tables
 */
record CommonsenseTrialData(
    List<PromptedExample> train, List<PromptedExample> validation, List<Questions> questions) {
  static final String TRAINING = "training";
  static final String VALIDATION = "validation";

  CommonsenseTrialData {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    questions = List.copyOf(questions);
  }

  /**
   * Reads and encodes what a trial needs.
   *
   * @param tokenizer of its model; not closed
   * @param positions of its model
   */
  static CommonsenseTrialData read(
      CommonsenseInputs inputs, TextTokenizer tokenizer, Positions positions) {
    CommonsenseSettings settings = inputs.settings();
    if (!settings.common().trains()) {
      return new CommonsenseTrialData(
          List.of(), List.of(), questions(inputs, tokenizer, positions));
    }
    List<PlacedRow> rows = new ArrayList<>();
    inputs.training(rows::add);
    ValidationDraw draw =
        ValidationDraw.of(rows.size(), settings.validationRows(), settings.validationSeed());
    int trained = settings.common().trainRows(draw.train().length);
    List<Questions> questions = questions(inputs, tokenizer, positions);
    Rows training =
        new Rows(
            rows, new PromptEncoder(tokenizer, settings.trainingPrompt()), positions, settings);
    return new CommonsenseTrialData(
        training.examples(Arrays.copyOf(draw.train(), trained), TRAINING),
        training.examples(draw.validation(), VALIDATION),
        questions);
  }

  private static List<Questions> questions(
      CommonsenseInputs inputs, TextTokenizer tokenizer, Positions positions) {
    boolean compared = inputs.settings().scorers().contains(Scorer.LIKELIHOOD);
    List<Questions> questions = new ArrayList<>();
    for (QuestionSet set : inputs.settings().dataSets()) {
      PromptEncoder encoder = new PromptEncoder(tokenizer, set.prompt());
      List<PlacedRow> placed = inputs.asked(set);
      List<Instruction> asked = placed.stream().map(PlacedRow::row).toList();
      List<EncodedText> prompts = encoder.evaluation(asked);
      for (int i = 0; i < prompts.size(); i++) {
        positions.require(prompts.get(i).length(), placed.get(i).place().get());
      }
      List<AnswerOptions> options = compared ? encoder.options(set, asked) : List.of();
      for (int i = 0; i < options.size(); i++) {
        positions.require(options.get(i).length(), placed.get(i).place().get());
      }
      questions.add(new Questions(set, asked, prompts, options));
    }
    return questions;
  }

  /** Rows of the training file that become examples. */
  private record Rows(
      List<PlacedRow> rows,
      PromptEncoder encoder,
      Positions positions,
      CommonsenseSettings settings) {
    List<PromptedExample> examples(int[] chosen, String purpose) {
      List<PromptedExample> examples =
          encoder.training(
              Arrays.stream(chosen).mapToObj(index -> rows.get(index).row()).toList(),
              settings.cutoff(),
              settings.predictedTokens());
      for (int i = 0; i < chosen.length; i++) {
        positions.require(examples.get(i).tokenIds().length, rows.get(chosen[i]).place().get());
      }
      if (!examples.isEmpty() && examples.stream().allMatch(one -> one.predicted() == 0)) {
        throw nothingPredicted(purpose, settings);
      }
      return examples;
    }
  }

  /** All examples are prompts without responses. */
  static IllegalArgumentException nothingPredicted(String purpose, CommonsenseSettings settings) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "none of the %s examples predicts a token: their prompts alone reach the cutoff of %d tokens",
            purpose,
            settings.cutoff()));
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

  /** Tokens of each training example. */
  int[] lengths() {
    return train.stream().mapToInt(example -> example.tokenIds().length).toArray();
  }
}
