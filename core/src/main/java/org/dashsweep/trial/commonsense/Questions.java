package org.dashsweep.trial.commonsense;

import java.util.List;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.tokenizer.EncodedText;

/**
 * The questions of a data set that a trial evaluates.
 *
 * @param rows in the file's order, from its first
 * @param prompts the same as the model reads them
 */
record Questions(CommonsenseTask task, List<Instruction> rows, List<EncodedText> prompts) {
  Questions {
    rows = List.copyOf(rows);
    prompts = List.copyOf(prompts);
  }

  /** The row's number in the file, from 1. */
  static String id(int index) {
    return Integer.toString(index + 1);
  }
}
