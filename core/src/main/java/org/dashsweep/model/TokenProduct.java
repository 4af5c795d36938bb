package org.dashsweep.model;

/**
 * A matrix that every token of a block is multiplied with.
 *
 * @param inputs columns of W
 * @param outputs rows of W
 * @param input what it reads
 */
public record TokenProduct(int inputs, int outputs, Input input) {
  /** The origin of what a matrix reads. */
  public enum Input {
    /** The block's own input. */
    OF_BLOCK,
    /** A state that the block has computed. */
    WITHIN_BLOCK
  }
}
