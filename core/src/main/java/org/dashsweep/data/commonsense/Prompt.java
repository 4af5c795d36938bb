package org.dashsweep.data.commonsense;

/**
 * The text that a model reads of a row. The two templates differ in white space, and an
 * instruction's lines behind the first are not indented: that is the protocol of the published
 * numbers.
 */
public final class Prompt {
  /** The form of the paper's code. */
  public static final PromptForm AUTHORS = new AuthorsPrompt();

  private static final String INDENT = " ".repeat(16);
  private static final String PLAIN =
      "Below is an instruction that describes a task."
          + " Write a response that appropriately completes the request.";
  private static final String WITH_INPUT =
      "Below is an instruction that describes a task, paired with an input that provides further"
          + " context. Write a response that appropriately completes the request.";

  private Prompt() {}

  /** Returns the prompt and the response, to train on. */
  public static String training(Instruction row) {
    return beforeResponse(row) + row.output();
  }

  /** Returns the prompt of {@link #training} without the response. */
  public static String beforeResponse(Instruction row) {
    String blank = "\n" + INDENT;
    return row.input().isEmpty()
        ? PLAIN + "  \n" + section("Instruction", row.instruction()) + blank + response()
        : WITH_INPUT
            + " \n"
            + section("Instruction", row.instruction())
            + blank
            + section("Input", row.input())
            + blank
            + response();
  }

  /** Returns the prompt to generate a response to. */
  public static String evaluation(Instruction row) {
    return row.input().isEmpty()
        ? PLAIN + " \n" + section("Instruction", row.instruction()) + "\n" + response()
        : WITH_INPUT
            + "\n"
            + section("Instruction", row.instruction())
            + "\n"
            + section("Input", row.input())
            + "\n"
            + response();
  }

  /**
   * Returns the text that the authors' evaluation takes for the response. It is everything behind
   * the last response heading, whether the prompt's or one that the model writes itself.
   *
   * @param generated the text behind the prompt
   */
  static String lastResponse(String generated) {
    String heading = heading("Response");
    int last = generated.lastIndexOf(heading);
    return last < 0 ? generated : generated.substring(last + heading.length());
  }

  private static String section(String title, String text) {
    return "\n" + INDENT + heading(title) + "\n" + INDENT + text;
  }

  private static String heading(String title) {
    return "### " + title + ":";
  }

  private static String response() {
    return section("Response", "");
  }
}
