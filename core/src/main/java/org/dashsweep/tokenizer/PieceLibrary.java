package org.dashsweep.tokenizer;

import ai.djl.sentencepiece.SpTokenizer;

/** A model in SentencePiece's native library. Safe to use from several threads. */
final class PieceLibrary implements AutoCloseable {
  private final NativeTokenizer<SpTokenizer> library;

  private PieceLibrary(String file, byte[] model) {
    library =
        new NativeTokenizer<>(
            file,
            () -> {
              try {
                return new SpTokenizer(model);
              } catch (RuntimeException e) {
                throw new TokenizerException(
                    file, "is not a usable SentencePiece model: " + e.getMessage(), e);
              }
            },
            SpTokenizer::close);
  }

  /** Opens a model as it is. */
  static PieceLibrary open(SentencePieceModel model) {
    return new PieceLibrary(model.file(), model.bytes());
  }

  /** Opens a model so that no space is put before texts. */
  static PieceLibrary openWithoutPrefix(SentencePieceModel model) {
    return new PieceLibrary(model.file(), model.bytesWithoutPrefix());
  }

  /** Returns the ids of a text's pieces. */
  int[] encode(String text) {
    return library.call(open -> open.getProcessor().encode(text));
  }

  @Override
  public void close() {
    library.close();
  }
}
