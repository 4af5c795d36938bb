package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.data.commonsense.PromptedExample;
import org.dashsweep.data.commonsense.ValidationDraw;
import org.dashsweep.tokenizer.TextTokenizer;

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
    List<Instruction> rows = source.training(settings.trainSet());
    ValidationDraw draw =
        ValidationDraw.of(rows.size(), settings.validationRows(), settings.validationSeed());
    int trained = settings.common().trainRows(draw.train().length);
    List<Questions> questions = new ArrayList<>();
    for (CommonsenseTask task : settings.dataSets()) {
      List<Instruction> all = source.evaluation(task);
      List<Instruction> asked = all.subList(0, settings.evaluationRows(all.size()));
      questions.add(new Questions(task, asked, encoder.evaluation(asked)));
    }
    return new CommonsenseData(
        examples(encoder, rows, Arrays.copyOf(draw.train(), trained), settings),
        examples(encoder, rows, draw.validation(), settings),
        questions);
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
