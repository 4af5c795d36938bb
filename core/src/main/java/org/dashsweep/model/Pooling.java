package org.dashsweep.model;

/** The reduction of a sequence's hidden states to one vector for the head. */
public enum Pooling {
  /** The mean over its tokens, as sentence-embedding models are trained. */
  MEAN,
  /** The first token's, through the checkpoint's pooler if it has one. */
  FIRST
}
