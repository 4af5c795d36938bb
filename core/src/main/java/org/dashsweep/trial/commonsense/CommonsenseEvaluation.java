package org.dashsweep.trial.commonsense;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.ValidationDraw;
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
    CommonsenseSource source = CommonsenseInputs.source(settings.data(), locations);
    Map<String, Integer> trained = trainedAnswers(source, settings);
    MessageDigest digest = StableHash.sha256();
    double sum = 0;
    boolean everywhere = true;
    for (CommonsenseTask task : settings.dataSets()) {
      List<Instruction> all = source.evaluation(task);
      List<Instruction> asked = all.subList(0, settings.evaluationRows(all.size()));
      StableHash.update(digest, task.folder());
      for (Instruction row : asked) {
        StableHash.update(digest, row.instruction());
        StableHash.update(digest, row.input());
        StableHash.update(digest, row.answer());
      }
      Optional<String> constant = mostFrequent(task.answers(), trained);
      everywhere &= constant.isPresent();
      long right = asked.stream().filter(row -> constant.equals(Optional.of(row.answer()))).count();
      sum += right / (double) asked.size();
    }
    @Nullable Double floor = everywhere ? sum / settings.dataSets().size() : null;
    return new EvaluationRows(HexFormat.of().formatHex(digest.digest()), floor);
  }

  /** Counts of the answers in the rows that a trial trains on. */
  private static Map<String, Integer> trainedAnswers(
      CommonsenseSource source, CommonsenseSettings settings) {
    List<String> answers = new ArrayList<>();
    source.forEachTrainingRow(settings.trainSet(), row -> answers.add(row.answer()));
    int[] order =
        ValidationDraw.of(answers.size(), settings.validationRows(), settings.validationSeed())
            .train();
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < settings.common().trainRows(order.length); i++) {
      counts.merge(answers.get(order[i]), 1, Integer::sum);
    }
    return counts;
  }

  /** The most frequent of some answers, of equals the first; empty if none occurs. */
  private static Optional<String> mostFrequent(List<String> answers, Map<String, Integer> counts) {
    return answers.stream()
        .filter(counts::containsKey)
        .reduce((a, b) -> counts.getOrDefault(b, 0) > counts.getOrDefault(a, 0) ? b : a);
  }
}
