package org.dashsweep.adapter.peft;

import java.util.List;

/** The purpose of a model with an adapter, in PEFT's words. */
public enum TaskType {
  SEQ_CLS,
  SEQ_2_SEQ_LM,
  CAUSAL_LM,
  TOKEN_CLS,
  QUESTION_ANS,
  FEATURE_EXTRACTION;

  /** Returns the modules that PEFT trains and saves whole for such a task. */
  List<String> savedModules() {
    return switch (this) {
      case SEQ_CLS, TOKEN_CLS -> List.of("classifier", "score");
      case QUESTION_ANS -> List.of("qa_outputs");
      case SEQ_2_SEQ_LM, CAUSAL_LM, FEATURE_EXTRACTION -> List.of();
    };
  }
}
