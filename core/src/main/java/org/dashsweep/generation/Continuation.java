package org.dashsweep.generation;

import java.util.List;

/**
 * The continuation that a search found behind a prompt.
 *
 * @param tokens with the end token, if the search reached one
 * @param score the log-probability over the length to the power of the length penalty, in nats
 */
public record Continuation(List<Integer> tokens, float score) {
  public Continuation {
    tokens = List.copyOf(tokens);
  }
}
