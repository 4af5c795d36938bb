package org.dashsweep.data.commonsense;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The eight sets of questions, in the order of the paper's tables. */
public enum CommonsenseTask implements QuestionSet {
  /** Yes/no questions (Clark et al., 2019). */
  BOOLQ("boolq", "BoolQ", "true|false"),
  /** Physical interaction (Bisk et al., 2020). */
  PIQA("piqa", "PIQA", "solution1|solution2"),
  /** Social interaction (Sap et al., 2019). */
  SOCIAL_IQA("social_i_qa", "SIQA", "answer1|answer2|answer3|answer4|answer5"),
  /** Endings of everyday scenes (Zellers et al., 2019). */
  HELLASWAG("hellaswag", "HellaSwag", "ending1|ending2|ending3|ending4"),
  /** The referent of a pronoun (Sakaguchi et al., 2020). */
  WINOGRANDE("winogrande", "WinoGrande", "option1|option2"),
  /** Easy science questions (Clark et al., 2018). */
  ARC_EASY("ARC-Easy", "ARC-e", "answer1|answer2|answer3|answer4|answer5"),
  /** Hard science questions (Clark et al., 2018). */
  ARC_CHALLENGE("ARC-Challenge", "ARC-c", "answer1|answer2|answer3|answer4|answer5"),
  /** Science questions with a book's facts (Mihaylov et al., 2018). */
  OPENBOOKQA("openbookqa", "OBQA", "answer1|answer2|answer3|answer4|answer5");

  private final String folder;
  private final String label;
  private final Pattern answers;

  CommonsenseTask(String folder, String label, String answers) {
    this.folder = folder;
    this.label = label;
    this.answers = Pattern.compile(answers);
  }

  /**
   * Returns the task with that name.
   *
   * @param folder as {@link #folder()}
   */
  public static Optional<CommonsenseTask> named(String folder) {
    return Arrays.stream(values()).filter(task -> task.folder.equals(folder)).findFirst();
  }

  /** Returns its name in sweep files and tables, and of its folder. */
  public String folder() {
    return folder;
  }

  @Override
  public String setName() {
    return folder;
  }

  @Override
  public PromptForm prompt() {
    return Prompt.AUTHORS;
  }

  /** Returns its name as the paper's tables abbreviate it. */
  public String label() {
    return label;
  }

  @Override
  public List<String> answers() {
    return List.of(answers.pattern().split("\\|", -1));
  }

  /** Returns the answers that a question names; all of the set's if it names none. */
  @Override
  public List<String> options(Instruction row) {
    return row.options().isEmpty() ? answers() : row.options();
  }

  /** Returns a response as every one of the data begins; the answer follows. */
  @Override
  public String response(String answer) {
    return "the correct answer is " + answer;
  }

  @Override
  public boolean isRight(String answer, String right) {
    return answer.equals(right);
  }

  /**
   * Returns the answer in a model's response: the first that occurs, wherever and in whatever word;
   * case counts. If the model writes a heading for a response itself, the last one begins the
   * response.
   *
   * @param generated the text behind the prompt
   */
  @Override
  public Optional<String> extract(String generated) {
    Matcher matcher = answers.matcher(Prompt.lastResponse(generated));
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }
}
