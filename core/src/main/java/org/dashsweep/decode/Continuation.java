package org.dashsweep.decode;

import java.util.List;

/**
 * What a search found behind a prompt.
 *
 * @param tokens with the end token, if it came to one
 * @param score the log-probability over the length to the power of the length penalty, in nats
 * @param ending why it goes no further
 */
public record Continuation(List<Integer> tokens, float score, Ending ending) {
  public Continuation {
    tokens = List.copyOf(tokens);
  }

  /** Why a continuation goes no further. */
  public enum Ending {
    /** It is what the search finds. */
    FOUND,
    /** What the search would find has the same answer, but may be another text. */
    ANSWER_SETTLED
  }

  static Continuation found(Search.Contender best) {
    return new Continuation(best.last().tokens(), best.score(), Ending.FOUND);
  }

  static Continuation settled(Search.Contender contender) {
    return new Continuation(contender.last().tokens(), contender.score(), Ending.ANSWER_SETTLED);
  }
}
