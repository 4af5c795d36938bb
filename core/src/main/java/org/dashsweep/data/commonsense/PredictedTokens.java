package org.dashsweep.data.commonsense;

/** Which tokens of an example the loss is over. */
public enum PredictedTokens {
  /** All of them: the authors' {@code train_on_inputs}, which is their default. */
  PROMPT_AND_RESPONSE,
  /** Those behind the prompt. */
  RESPONSE
}
