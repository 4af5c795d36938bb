package org.dashsweep.generation;

import java.util.List;

/**
 * What a search found behind a prompt.
 *
 * @param tokens with the end token, if it came to one
 * @param score the log-probability over the length to the power of the length penalty, in nats
 */
public record Continuation(List<Integer> tokens, float score) {
  public Continuation {
    tokens = List.copyOf(tokens);
  }
}
