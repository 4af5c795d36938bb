package org.dashsweep.adapter;

/**
 * A frozen linear layer that a method may adapt.
 *
 * @param block index of the block it belongs to
 * @param module its name within the block, such as {@code attention.self.query}
 * @param outputs rows of W
 * @param inputs columns of W
 */
public record LinearLayer(int block, String module, int outputs, int inputs) {
  /** Its name across blocks, for messages, files and tables. */
  public String name() {
    return block + "." + module;
  }
}
