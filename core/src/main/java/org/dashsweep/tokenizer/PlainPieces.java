package org.dashsweep.tokenizer;

/** Encodes what stands between added tokens as if it stood alone. */
final class PlainPieces implements SentencePieceTokenizer.Pieces {
  private final PieceLibrary library;
  private final AddedTokens added;

  PlainPieces(PieceLibrary library, AddedTokens added) {
    this.library = library;
    this.added = added;
  }

  @Override
  public int[] encode(String text) {
    return added.encode(text, library::encode);
  }

  @Override
  public void close() {
    library.close();
  }
}
