package org.dashsweep.trial.commonsense;

import static org.dashsweep.data.described.RowDescription.EVALUATION;
import static org.dashsweep.data.described.RowDescription.HOLD_OUT;
import static org.dashsweep.data.described.RowDescription.TRAIN;
import static org.dashsweep.data.questions.QuestionDescription.ANSWER;
import static org.dashsweep.data.questions.QuestionDescription.EXACT;
import static org.dashsweep.data.questions.QuestionDescription.INPUT;
import static org.dashsweep.data.questions.QuestionDescription.INSTRUCTION;
import static org.dashsweep.data.questions.QuestionDescription.OPTIONS;
import static org.dashsweep.data.questions.QuestionDescription.OUTPUT;
import static org.dashsweep.data.questions.QuestionDescription.PATTERN;
import static org.dashsweep.data.questions.QuestionDescription.PLACE_OF_ANSWER;
import static org.dashsweep.data.questions.QuestionDescription.PROMPT;
import static org.dashsweep.data.questions.QuestionDescription.RESPONSE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.dashsweep.data.questions.Template;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionBlock.Fault;
import org.dashsweep.trial.RowFaults;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong between the values of a set's description, before any file is opened. */
final class QuestionDescriptionCheck implements DescriptionBlock.Check {
  private static final List<String> ANSWER_FORMS = List.of(OPTIONS, PATTERN, EXACT);

  @Override
  public List<Fault> faults(Map<String, Object> values) {
    List<Fault> faults = new ArrayList<>();
    ofRows(values, faults);
    ofColumns(values, faults);
    ofAnswers(values, faults);
    ofPattern(values, faults);
    ofResponse(values, faults);
    ofPrompt(values, faults);
    RowFaults.quoting(values).ifPresent(faults::add);
    return faults;
  }

  private static void ofRows(Map<String, Object> values, List<Fault> faults) {
    boolean train = values.containsKey(TRAIN);
    if (!train && !values.containsKey(EVALUATION)) {
      faults.add(
          new Fault("", "names no file", "add train to train on it, evaluation to evaluate on it"));
    }
    RowFaults.evaluatedTwice(values).ifPresent(faults::add);
    if (values.containsKey(HOLD_OUT) && !train) {
      faults.add(new Fault(HOLD_OUT, "has nothing to hold out: there is no train", "add train"));
    }
    RowFaults.seedAlone(values).ifPresent(faults::add);
    RowFaults.evaluatedOnTrainingRows(values).ifPresent(faults::add);
  }

  private static void ofColumns(Map<String, Object> values, List<Fault> faults) {
    Map<Object, String> keys = new LinkedHashMap<>();
    for (String key : List.of(INSTRUCTION, INPUT, OUTPUT, ANSWER)) {
      @Nullable Object column = values.get(key);
      @Nullable String other = column == null ? null : keys.putIfAbsent(column, key);
      // The response may be nothing but the answer.
      if (other != null && !key.equals(ANSWER)) {
        faults.add(
            new Fault(
                key,
                String.format(Locale.ROOT, "is the column of %s already: %s", other, column),
                "name another column"));
      }
    }
  }

  private static void ofAnswers(Map<String, Object> values, List<Fault> faults) {
    List<String> given = ANSWER_FORMS.stream().filter(values::containsKey).toList();
    if (given.isEmpty()) {
      faults.add(
          new Fault(
              "",
              "does not say what an answer is",
              "add options with a list, pattern with a regular expression, or exact with a"
                  + " normalisation"));
    }
    for (String key : given.subList(Math.min(1, given.size()), given.size())) {
      faults.add(
          new Fault(
              key,
              String.format(Locale.ROOT, "excludes %s: answers have one form", given.get(0)),
              "remove one of the two"));
    }
    if (values.get(OPTIONS) instanceof List<?> options && options.size() < 2) {
      faults.add(new Fault(OPTIONS, "names one answer only: " + options.get(0), "add the others"));
    }
  }

  private static void ofPattern(Map<String, Object> values, List<Fault> faults) {
    if (!(values.get(PATTERN) instanceof String pattern)) {
      return;
    }
    try {
      if (Pattern.compile(pattern).matcher("").groupCount() == 0) {
        faults.add(
            new Fault(
                PATTERN,
                "has no group: " + pattern,
                "put the part that is the answer in parentheses, such as answer: (\\w+)"));
      }
    } catch (PatternSyntaxException e) {
      faults.add(
          new Fault(
              PATTERN,
              String.format(
                  Locale.ROOT,
                  "is no regular expression: %s (%s at character %d)",
                  pattern,
                  e.getDescription(),
                  e.getIndex() + 1),
              "correct it; the syntax is that of java.util.regex.Pattern"));
    }
  }

  private static void ofResponse(Map<String, Object> values, List<Fault> faults) {
    String response = String.valueOf(values.get(RESPONSE));
    if (!response.contains(PLACE_OF_ANSWER)) {
      faults.add(
          new Fault(
              RESPONSE,
              "has no " + PLACE_OF_ANSWER + ": " + response,
              "write it where the answer stands"));
    }
  }

  private static void ofPrompt(Map<String, Object> values, List<Fault> faults) {
    if (!(values.get(PROMPT) instanceof String prompt)) {
      return;
    }
    Set<String> placeholders = Template.placeholders(prompt);
    for (String placeholder : placeholders) {
      if (!placeholder.equals(Template.INSTRUCTION) && !placeholder.equals(Template.INPUT)) {
        faults.add(
            new Fault(
                PROMPT,
                "has an unknown placeholder {" + placeholder + "}",
                "use {instruction} and {input}"));
      }
    }
    if (!placeholders.contains(Template.INSTRUCTION)) {
      faults.add(
          new Fault(
              PROMPT, "has no {instruction}", "write it where the instruction of a row stands"));
    }
    boolean input = values.containsKey(INPUT);
    if (input != placeholders.contains(Template.INPUT)) {
      faults.add(
          new Fault(
              PROMPT,
              input
                  ? "has no {input}, and there is a column of it"
                  : "has {input} without a column",
              input ? "add it, or remove input" : "add input with a column, or remove it"));
    }
  }
}
