package org.dashsweep.data.commonsense;

/** The form of a set's prompts: the text that a model reads of a row. */
public interface PromptForm {
  /** Returns the prompt and the response, to train on. */
  default String training(Instruction row) {
    return beforeResponse(row) + row.output();
  }

  /** Returns the prompt of {@link #training} without the response. */
  String beforeResponse(Instruction row);

  /** Returns the prompt to generate a response to. */
  String evaluation(Instruction row);

  /**
   * Returns the part of a generated text that counts as the response.
   *
   * @param generated the text behind the prompt
   */
  String responseIn(String generated);
}
