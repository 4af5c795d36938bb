package org.dashsweep.trial.commonsense;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dashsweep.data.ValidationDraw;
import org.dashsweep.data.commonsense.AnswerOptions;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.data.commonsense.PromptForm;
import org.dashsweep.data.commonsense.PromptedExample;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.questions.PlacedRow;
import org.dashsweep.model.EmbeddingRows;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.tokenizer.TextTokenizer;

/**
 * Finds the texts for which {@link CommonsenseTrialData#read} refuses a trial, and encodes few
 * texts. It encodes texts that may be too long, and examples until one predicts a token. It encodes
 * all where the tokenizer knows tokens that the model does not.
 */
final class TextCheck {
  private final CommonsenseInputs inputs;
  private final CommonsenseSettings settings;
  private final TextTokenizer tokenizer;
  private final Positions positions;
  private final EmbeddingRows embeddings;
  private final boolean unknownTokens;

  private TextCheck(
      CommonsenseInputs inputs,
      TextTokenizer tokenizer,
      Positions positions,
      EmbeddingRows embeddings,
      CommonsenseSettings settings) {
    this.inputs = inputs;
    this.settings = settings;
    this.tokenizer = tokenizer;
    this.positions = positions;
    this.embeddings = embeddings;
    this.unknownTokens = tokenizer.vocabularySize() > embeddings.tokens();
  }

  /** A check of a trial's texts; the tokenizer stays the caller's. */
  static TextCheck of(
      CommonsenseInputs inputs,
      TextTokenizer tokenizer,
      DecoderConfig config,
      CommonsenseSettings settings) {
    String model = settings.common().model();
    return new TextCheck(
        inputs,
        tokenizer,
        new Positions(model, config.maximumPositions()),
        new EmbeddingRows(model, config.vocabularySize(), 0),
        settings);
  }

  /** Checks what is asked. */
  void questions() {
    boolean compared = settings.scorers().contains(Scorer.LIKELIHOOD);
    for (QuestionSet set : settings.dataSets()) {
      PromptEncoder encoder = new PromptEncoder(tokenizer, set.prompt());
      for (PlacedRow placed : inputs.asked(set)) {
        Instruction row = placed.row();
        if (unknownTokens || positions.mayBeExceededBy(set.prompt().evaluation(row))) {
          EncodedText prompt = encoder.evaluation(row);
          positions.require(prompt.length(), placed.place().get());
          embeddings.require(Stream.of(prompt));
        }
        if (compared
            && (unknownTokens || positions.mayBeExceededBy(encoder.longestResponse(set, row)))) {
          AnswerOptions options = encoder.options(set, row);
          positions.require(options.length(), placed.place().get());
          embeddings.requireTokens(options.tokenIds());
          options.continuations().forEach(embeddings::requireTokens);
        }
      }
    }
  }

  /**
   * Checks what is trained on.
   *
   * @param rows of the training file
   */
  void training(int rows) {
    ValidationDraw draw =
        ValidationDraw.of(rows, settings.validationRows(), settings.validationSeed());
    int trained = settings.common().trainRows(draw.train().length);
    Examples training =
        new Examples(CommonsenseTrialData.TRAINING, Arrays.copyOf(draw.train(), trained));
    Examples validation = new Examples(CommonsenseTrialData.VALIDATION, draw.validation());
    AtomicInteger read = new AtomicInteger();
    inputs.training(
        row -> {
          int index = read.getAndIncrement();
          training.offer(row, index);
          validation.offer(row, index);
        });
    training.end();
    validation.end();
  }

  /** The examples of one purpose, of which at least one has to predict a token. */
  private final class Examples {
    private final PromptForm prompt = settings.trainingPrompt();
    private final PromptEncoder encoder = new PromptEncoder(tokenizer, prompt);
    private final String purpose;
    private final BitSet chosen = new BitSet();
    private boolean predicts;

    Examples(String purpose, int[] rows) {
      this.purpose = purpose;
      Arrays.stream(rows).forEach(chosen::set);
    }

    void offer(PlacedRow placed, int index) {
      Instruction row = placed.row();
      if (chosen.get(index) && (unknownTokens || !predicts || mayBeLong(row))) {
        PromptedExample example =
            encoder.training(row, settings.cutoff(), settings.predictedTokens());
        positions.require(example.tokenIds().length, placed.place().get());
        embeddings.require(Stream.of(example));
        predicts |= example.predicted() > 0;
      }
    }

    private boolean mayBeLong(Instruction row) {
      return settings.cutoff() > positions.tokens()
          && positions.mayBeExceededBy(prompt.training(row));
    }

    void end() {
      if (!chosen.isEmpty() && !predicts) {
        throw CommonsenseTrialData.nothingPredicted(purpose, settings);
      }
    }
  }
}
