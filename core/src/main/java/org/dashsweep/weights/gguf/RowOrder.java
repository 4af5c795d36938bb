package org.dashsweep.weights.gguf;

/**
 * The order of a matrix's rows in a file, against Hugging Face's.
 *
 * @param headWidth rows of an attention head whose two halves the file interleaves; 0 for rows that
 *     lie in Hugging Face's order
 */
record RowOrder(int headWidth) {
  /** The file has Hugging Face's order. */
  static final RowOrder SAME = new RowOrder(0);

  /**
   * Returns the order of queries and keys of a LLaMA. Rotary embeddings turn pairs of rows:
   * llama.cpp has both rows of a pair side by side, Hugging Face has them half a head apart ({@code
   * permute} of {@code convert_hf_to_gguf.py}).
   */
  static RowOrder interleaved(int headWidth) {
    return new RowOrder(headWidth);
  }

  /** Returns whether rows are read as they lie. */
  boolean isFilesOwn() {
    return headWidth == 0;
  }

  /** Returns the file's row that is a row of Hugging Face's. */
  int rowOfFile(int row) {
    if (headWidth == 0) {
      return row;
    }
    int inHead = row % headWidth;
    int half = headWidth / 2;
    return row - inHead + 2 * (inHead % half) + inHead / half;
  }
}
