package org.dashsweep.data.commonsense;

/** The tokens of an example that the loss is over. */
public enum PredictedTokens {
  /** All of them: the authors' {@code train_on_inputs}, which is their default. */
  PROMPT_AND_RESPONSE,
  /** The tokens behind the prompt. */
  RESPONSE
}
