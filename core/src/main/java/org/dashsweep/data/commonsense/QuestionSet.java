package org.dashsweep.data.commonsense;

import java.util.List;
import java.util.Optional;

/** A set of questions: the form of its prompts and of its answers. */
public interface QuestionSet {
  /** Returns the name in sweep files and tables. */
  String setName();

  /** Returns the form of its prompts. */
  PromptForm prompt();

  /** Returns every answer that any of its questions can have; empty if they are no closed list. */
  List<String> answers();

  /**
   * Returns the answers that a question offers, of which the most probable is chosen.
   *
   * @return empty if the set has no closed list of answers
   */
  List<String> options(Instruction row);

  /** Returns an answer in the form that responses have in training. */
  String response(String answer);

  /**
   * Returns the answer in a generated text.
   *
   * @param generated the text behind the prompt
   */
  Optional<String> extract(String generated);

  /** Returns whether an answer is the right one. */
  boolean isRight(String answer, String right);
}
