package org.dashsweep.model;

/** How a sequence's hidden states become one vector for the head. */
public enum Pooling {
  /** The mean over its tokens, as sentence-embedding models are trained. */
  MEAN,
  /** The first token's, through the checkpoint's pooler if it has one. */
  FIRST
}
