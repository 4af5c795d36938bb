package org.dashsweep.trial.commonsense;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.ValidationDraw;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.questions.PlacedRow;
import org.dashsweep.source.Locations;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.TrialParameters;
import org.jspecify.annotations.Nullable;

/** Reads the questions that trials are asked, and scores the constant answer on them, once each. */
final class CommonsenseEvaluation {
  /** Parameters that decide which rows a trial sees. */
  private static final Set<Parameter<?>> SEEN =
      Set.of(
          CommonsenseParameters.DATA,
          CommonsenseParameters.TRAIN_SET,
          TrialParameters.TRAIN_ROWS,
          CommonsenseParameters.VALIDATION_ROWS,
          CommonsenseParameters.VALIDATION_SEED,
          CommonsenseParameters.DATA_SETS,
          CommonsenseParameters.DESCRIPTIONS,
          CommonsenseParameters.EVALUATION_ROWS);

  private final Locations locations;
  private final Map<TrialConfig, EvaluationRows> known = new ConcurrentHashMap<>();

  CommonsenseEvaluation(Locations locations) {
    this.locations = locations;
  }

  EvaluationRows of(TrialConfig config) {
    return known.computeIfAbsent(config.only(SEEN), narrowed -> read(config));
  }

  private EvaluationRows read(TrialConfig config) {
    CommonsenseSettings settings = new CommonsenseSettings(config);
    CommonsenseInputs inputs = new CommonsenseInputs(settings, locations);
    Map<String, Integer> trained = trainedAnswers(inputs);
    MessageDigest digest = StableHash.sha256();
    double sum = 0;
    boolean everywhere = true;
    for (QuestionSet set : settings.dataSets()) {
      List<PlacedRow> asked = inputs.asked(set);
      StableHash.update(digest, set.setName());
      for (PlacedRow placed : asked) {
        StableHash.update(digest, placed.row().instruction());
        StableHash.update(digest, placed.row().input());
        StableHash.update(digest, placed.row().answer());
      }
      Optional<String> constant = mostFrequent(set, trained);
      everywhere &= constant.isPresent();
      long right =
          asked.stream()
              .filter(
                  placed -> constant.filter(c -> set.isRight(c, placed.row().answer())).isPresent())
              .count();
      sum += right / (double) asked.size();
    }
    @Nullable Double floor = everywhere ? sum / settings.dataSets().size() : null;
    return new EvaluationRows(HexFormat.of().formatHex(digest.digest()), floor);
  }

  /** Counts of the answers in the rows that a trial trains on. */
  private static Map<String, Integer> trainedAnswers(CommonsenseInputs inputs) {
    CommonsenseSettings settings = inputs.settings();
    if (!settings.common().trains()) {
      return Map.of();
    }
    List<String> answers = new ArrayList<>();
    inputs.training(placed -> answers.add(placed.row().answer()));
    int[] order =
        ValidationDraw.of(answers.size(), settings.validationRows(), settings.validationSeed())
            .train();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < settings.common().trainRows(order.length); i++) {
      counts.merge(answers.get(order[i]), 1, Integer::sum);
    }
    return counts;
  }

  /** The most frequent of a set's answers, of equals the first; empty if none occurs. */
  private static Optional<String> mostFrequent(QuestionSet set, Map<String, Integer> counts) {
    List<String> answers =
        set.answers().isEmpty()
            ? counts.keySet().stream().filter(answer -> !answer.isEmpty()).toList()
            : set.answers();
    return answers.stream()
        .filter(counts::containsKey)
        .reduce((a, b) -> counts.getOrDefault(b, 0) > counts.getOrDefault(a, 0) ? b : a);
  }
}
