package org.dashsweep.trial.commonsense;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dashsweep.data.commonsense.AnswerOptions;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.Prompt;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.data.commonsense.PromptedExample;
import org.dashsweep.data.commonsense.ValidationDraw;
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
  private final CommonsenseSource source;
  private final CommonsenseSettings settings;
  private final PromptEncoder encoder;
  private final Positions positions;
  private final EmbeddingRows embeddings;
  private final boolean unknownTokens;

  private TextCheck(
      CommonsenseSource source,
      TextTokenizer tokenizer,
      Positions positions,
      EmbeddingRows embeddings,
      CommonsenseSettings settings) {
    this.source = source;
    this.settings = settings;
    this.encoder = new PromptEncoder(tokenizer);
    this.positions = positions;
    this.embeddings = embeddings;
    this.unknownTokens = tokenizer.vocabularySize() > embeddings.tokens();
  }

  /** A check of a trial's texts; the tokenizer stays the caller's. */
  static TextCheck of(
      CommonsenseSource source,
      TextTokenizer tokenizer,
      DecoderConfig config,
      CommonsenseSettings settings) {
    String model = settings.common().model();
    return new TextCheck(
        source,
        tokenizer,
        new Positions(model, config.maximumPositions()),
        new EmbeddingRows(model, config.vocabularySize(), 0),
        settings);
  }

  /** Checks what is asked. */
  void questions() {
    boolean compared = settings.scorers().contains(Scorer.LIKELIHOOD);
    for (CommonsenseTask task : settings.dataSets()) {
      List<Instruction> rows = source.evaluation(task);
      for (int i = 0; i < settings.evaluationRows(rows.size()); i++) {
        Instruction row = rows.get(i);
        String place = source.evaluationRow(task, i);
        if (unknownTokens || positions.mayBeExceededBy(Prompt.evaluation(row))) {
          EncodedText prompt = encoder.evaluation(row);
          positions.require(prompt.length(), place);
          embeddings.require(Stream.of(prompt));
        }
        if (compared
            && (unknownTokens || positions.mayBeExceededBy(encoder.longestResponse(task, row)))) {
          AnswerOptions options = encoder.options(task, row);
          positions.require(options.length(), place);
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
    source.forEachTrainingRow(
        settings.trainSet(),
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
    private final String purpose;
    private final BitSet chosen = new BitSet();
    private boolean predicts;

    Examples(String purpose, int[] rows) {
      this.purpose = purpose;
      Arrays.stream(rows).forEach(chosen::set);
    }

    void offer(Instruction row, int index) {
      if (chosen.get(index) && (unknownTokens || !predicts || mayBeLong(row))) {
        PromptedExample example =
            encoder.training(row, settings.cutoff(), settings.predictedTokens());
        positions.require(
            example.tokenIds().length, source.trainingRow(settings.trainSet(), index));
        embeddings.require(Stream.of(example));
        predicts |= example.predicted() > 0;
      }
    }

    private boolean mayBeLong(Instruction row) {
      return settings.cutoff() > positions.tokens()
          && positions.mayBeExceededBy(Prompt.training(row));
    }

    void end() {
      if (!chosen.isEmpty() && !predicts) {
        throw CommonsenseTrialData.nothingPredicted(purpose, settings);
      }
    }
  }
}
