package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.model.CausalLanguageModel;
import org.dashsweep.trial.WithinMemory;

/** Asks a model the questions of a trial. Confined to the trial's thread. */
final class Asking {
  private final CausalLanguageModel model;
  private final LoadedDecoder base;
  private final List<Questions> questions;
  private final CommonsenseSettings settings;
  private final Progress progress;
  private final WithinMemory<DecodingBudget> decoded;

  /** Hears how many of all questions are answered; what it throws ends the asking. */
  @FunctionalInterface
  interface Progress {
    void answered(int done, int total);
  }

  Asking(
      CausalLanguageModel model,
      LoadedDecoder base,
      List<Questions> questions,
      CommonsenseSettings settings,
      Progress progress) {
    this.model = model;
    this.base = base;
    this.questions = questions;
    this.settings = settings;
    this.progress = progress;
    this.decoded = new WithinMemory<>(settings.budget(), DecodingBudget::halved);
  }

  /** Returns the answers to all questions, in their order. */
  List<AnsweredQuestions> ask(Scorer scorer) {
    List<AnsweredQuestions> answered = new ArrayList<>();
    int total = questions.stream().mapToInt(set -> set.rows().size()).sum();
    int before = 0;
    try (Answering answering = Answering.open(scorer, model, base, settings)) {
      for (Questions set : questions) {
        int offset = before;
        answered.add(
            new AnsweredQuestions(
                scorer,
                set,
                decoded.run(
                    budget ->
                        answering.answer(
                            set,
                            budget,
                            (done, prompts) -> progress.answered(offset + done, total)))));
        before += set.rows().size();
      }
    }
    return answered;
  }
}
