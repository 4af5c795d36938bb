package org.dashsweep.adapter.peft;

/** The purpose of a model with an adapter, in PEFT's words. */
public enum TaskType {
  SEQ_CLS,
  SEQ_2_SEQ_LM,
  CAUSAL_LM,
  TOKEN_CLS,
  QUESTION_ANS,
  FEATURE_EXTRACTION
}
