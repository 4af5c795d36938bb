package org.dashsweep.model;

import java.util.List;

/** Tokens and several ways in which they may go on. */
public interface ForkedSequence extends PackedBatch.Sequence {
  /** Returns the tokens of each continuation, at least 1. */
  List<int[]> continuations();
}
