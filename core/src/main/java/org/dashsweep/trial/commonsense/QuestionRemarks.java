package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.questions.AnswerForm;
import org.dashsweep.data.questions.PlacedRow;
import org.dashsweep.data.questions.QuestionDescription;

/** Finds what a user may not take for granted of described sets. */
final class QuestionRemarks {
  private QuestionRemarks() {}

  /** Lists in sentences what is to be known of a trial's sets; empty without described ones. */
  static List<String> of(CommonsenseInputs inputs) {
    CommonsenseSettings settings = inputs.settings();
    Optional<QuestionDescription> trained = settings.trainedSet().flatMap(settings::description);
    if (trained.isEmpty()) {
      return List.of();
    }
    List<String> remarks = new ArrayList<>();
    Set<List<String>> texts = new HashSet<>();
    List<PlacedRow> otherwise = new ArrayList<>();
    inputs.training(
        placed -> {
          Instruction row = placed.row();
          texts.add(texts(row));
          if (!row.answer().isEmpty()
              && !row.output().equals(trained.get().response(row.answer()))) {
            otherwise.add(placed);
          }
        });
    if (settings.scorers().contains(Scorer.LIKELIHOOD) && !otherwise.isEmpty()) {
      remarks.add(otherResponse(trained.get(), otherwise));
    }
    for (QuestionSet set : settings.dataSets()) {
      if (settings.scorers().contains(Scorer.GENERATION)) {
        settings
            .description(set.setName())
            .flatMap(own -> unfound(own, inputs.asked(set)))
            .ifPresent(remarks::add);
      }
      settings
          .description(set.setName())
          .flatMap(own -> repeated(set, inputs.asked(set), texts))
          .ifPresent(remarks::add);
    }
    return remarks;
  }

  private static List<String> texts(Instruction row) {
    return List.of(row.instruction(), row.input());
  }

  private static String otherResponse(QuestionDescription set, List<PlacedRow> rows) {
    Instruction first = rows.get(0).row();
    return String.format(
        Locale.ROOT,
        "question set %s: %d training rows have another response than likelihood compares, such as '%s' where it compares '%s': see response",
        set.name(),
        rows.size(),
        first.output(),
        set.response(first.answer()));
  }

  /** Finds right answers that the set's form misses in the very response that says them. */
  private static Optional<String> unfound(QuestionDescription set, List<PlacedRow> asked) {
    AnswerForm form = set.answerForm();
    List<String> missed =
        asked.stream()
            .map(placed -> placed.row().answer())
            .filter(
                right ->
                    form.find(set.response(right)).filter(a -> form.isRight(a, right)).isEmpty())
            .toList();
    return missed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "question set %s: %d of %d right answers are not found in a response that says them, such as '%s' in '%s': see response and the answers' form",
                set.name(),
                missed.size(),
                asked.size(),
                missed.get(0),
                set.response(missed.get(0))));
  }

  private static Optional<String> repeated(
      QuestionSet set, List<PlacedRow> asked, Set<List<String>> trained) {
    long count = asked.stream().filter(placed -> trained.contains(texts(placed.row()))).count();
    return count == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "question set %s: %d of %d questions are training rows too",
                set.setName(),
                count,
                asked.size()));
  }
}
