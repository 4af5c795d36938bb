package org.dashsweep.data.commonsense;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of a data file.
 *
 * @param instruction the question, with the possible answers
 * @param input more of it, or empty; empty in all eight sets
 * @param output the response to learn
 * @param answer the part of it that counts, or empty if the file has none
 */
public record Instruction(String instruction, String input, String output, String answer) {
  private static final Pattern FORMAT = Pattern.compile("Answer format: (\\w+(?:/\\w+)+)\\s*$");

  /** Returns the answers that the question itself offers; empty if it does not say. */
  public List<String> options() {
    Matcher matcher = FORMAT.matcher(instruction);
    return matcher.find() ? Arrays.asList(matcher.group(1).split("/", -1)) : List.of();
  }
}
