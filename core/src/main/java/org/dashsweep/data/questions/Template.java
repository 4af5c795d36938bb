package org.dashsweep.data.questions;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.PromptForm;

/**
 * A prompt of one's own, the same in training and evaluation. The response follows it at once.
 *
 * @param text with the placeholders {@code {instruction}} and perhaps {@code {input}}
 */
public record Template(String text) implements PromptForm {
  /** Stands for the instruction. */
  public static final String INSTRUCTION = "instruction";

  /** Stands for the input, which may be empty. */
  public static final String INPUT = "input";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z-]*)\\}");

  /** Returns the names in braces, in their order. */
  public static Set<String> placeholders(String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  @Override
  public String beforeResponse(Instruction row) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            placeholder ->
                Matcher.quoteReplacement(
                    placeholder.group(1).equals(INPUT) ? row.input() : row.instruction()));
  }

  @Override
  public String evaluation(Instruction row) {
    return beforeResponse(row);
  }

  @Override
  public String responseIn(String generated) {
    return generated;
  }
}
