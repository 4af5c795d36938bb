package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/** Accuracies from generated texts, whose answers are extracted anew, and from chosen answers. */
final class CommonsenseRescoring implements Rescoring {
  private final CommonsenseSettings settings;

  /** Rescoring of a trial, whose configuration has the descriptions of its sets. */
  CommonsenseRescoring(TrialConfig config) {
    this.settings = new CommonsenseSettings(config);
  }

  @Override
  public TrialResult.Prediction read(TrialResult.Prediction stored) {
    @Nullable String text = stored.text();
    QuestionSet set = settings.set(stored.dataset());
    String answer = text == null ? stored.prediction() : set.extract(text).orElse("");
    return new TrialResult.Prediction(
        stored.dataset(),
        stored.split(),
        stored.scorer(),
        stored.exampleId(),
        stored.label(),
        answer,
        text,
        stored.logits(),
        set.isRight(answer, stored.label()));
  }

  @Override
  public List<TrialResult.Evaluation> evaluations(
      List<TrialResult.Prediction> predictions, int step) {
    Map<String, Map<String, List<TrialResult.Prediction>>> scorers = new LinkedHashMap<>();
    for (TrialResult.Prediction row : predictions) {
      scorers
          .computeIfAbsent(
              Objects.requireNonNullElse(row.scorer(), Scorer.GENERATION.label()),
              key -> new LinkedHashMap<>())
          .computeIfAbsent(row.dataset(), key -> new ArrayList<>())
          .add(row);
    }
    List<TrialResult.Evaluation> rows = new ArrayList<>();
    scorers.forEach(
        (scorer, sets) ->
            rows.addAll(
                Averages.withAverage(
                    sets.entrySet().stream()
                        .map(set -> row(Scorer.named(scorer), set.getKey(), set.getValue(), step))
                        .toList())));
    return rows;
  }

  private static TrialResult.Evaluation row(
      Scorer scorer, String dataset, List<TrialResult.Prediction> answers, int step) {
    long right = answers.stream().filter(row -> Boolean.TRUE.equals(row.correct())).count();
    return new TrialResult.Evaluation(
        dataset,
        AnsweredQuestions.SPLIT,
        scorer.metric(),
        right / (double) answers.size(),
        answers.size(),
        step);
  }
}
