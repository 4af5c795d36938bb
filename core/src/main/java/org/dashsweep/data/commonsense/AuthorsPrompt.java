package org.dashsweep.data.commonsense;

/** The prompts of the paper's code. */
final class AuthorsPrompt implements PromptForm {
  @Override
  public String beforeResponse(Instruction row) {
    return Prompt.beforeResponse(row);
  }

  @Override
  public String evaluation(Instruction row) {
    return Prompt.evaluation(row);
  }

  @Override
  public String responseIn(String generated) {
    return Prompt.lastResponse(generated);
  }
}
