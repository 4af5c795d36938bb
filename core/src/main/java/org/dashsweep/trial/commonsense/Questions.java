package org.dashsweep.trial.commonsense;

import java.util.List;
import org.dashsweep.data.commonsense.AnswerOptions;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.tokenizer.EncodedText;

/**
 * The questions of a data set that a trial evaluates.
 *
 * @param rows in the file's order, from its first
 * @param prompts the same as the model reads them
 * @param options the answers that each offers, as the model reads them; empty unless a scorer
 *     compares them
 */
record Questions(
    QuestionSet set,
    List<Instruction> rows,
    List<EncodedText> prompts,
    List<AnswerOptions> options) {
  Questions {
    rows = List.copyOf(rows);
    prompts = List.copyOf(prompts);
    options = List.copyOf(options);
  }

  /** The row's number in the file, from 1. */
  static String id(int index) {
    return Integer.toString(index + 1);
  }
}
