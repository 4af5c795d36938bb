package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token behind a prompt with all tokens between the two: one possible continuation of the prompt.
 * Branches share the tokens they have in common.
 *
 * @param before the token before this one, or null if that is the prompt's last
 * @param position of the token in its text, from 0: for the first of a branch the prompt's length
 * @param row the token's place in a {@link CausalDecoder.Cache}, from 0, in the prompt's region; no
 *     other token that a branch still goes on from has it
 */
public record Branch(@Nullable Branch before, int token, int position, int row) {
  /** Returns the tokens from the prompt on to this one, this one included. */
  public List<Integer> tokens() {
    List<Integer> tokens = new ArrayList<>();
    for (Branch branch = this; branch != null; branch = branch.before) {
      tokens.add(branch.token);
    }
    Collections.reverse(tokens);
    return List.copyOf(tokens);
  }
}
