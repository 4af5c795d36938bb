package org.dashsweep.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SentencePiece model with its family's special tokens, as Hugging Face's tokenizers in Python
 * have it. The native library cuts texts into pieces; they are put together again in Java.
 */
public final class SentencePieceTokenizer implements TextTokenizer {
  private final Pieces pieces;
  private final PrefixSpace space;
  private final AddedTokens added;
  private final SpecialTokenFrame frame;
  private final PieceDecoder decoder;

  /**
   * Encodes texts as a model family does, its own special tokens aside. Owns the native library's
   * model.
   */
  interface Pieces extends AutoCloseable {
    /** Returns a text's tokens. */
    int[] encode(String text);

    @Override
    void close();
  }

  SentencePieceTokenizer(
      SentencePieceModel model,
      Pieces pieces,
      PrefixSpace space,
      AddedTokens added,
      SpecialTokenFrame frame) {
    this.pieces = pieces;
    this.space = space;
    this.added = added;
    this.frame = frame;
    this.decoder = new PieceDecoder(model);
  }

  @Override
  public EncodedText encode(Segments text) {
    return encode(text, Integer.MAX_VALUE);
  }

  @Override
  public EncodedText encode(Segments text, int maximumLength) {
    int[] first = pieces.encode(text.first());
    @Nullable String pair = text.second();
    if (pair == null) {
      int room = Truncation.room(maximumLength, frame.size());
      return frame.single(first, Math.min(first.length, room));
    }
    int[] second = pieces.encode(pair);
    int room = Truncation.room(maximumLength, frame.pairSize());
    return frame.pair(
        first, second, Truncation.TOKEN_BY_TOKEN.keep(first.length, second.length, room));
  }

  @Override
  public String decode(int[] tokenIds) {
    StringBuilder text = new StringBuilder();
    List<Integer> run = new ArrayList<>();
    for (int id : tokenIds) {
      if (!added.isSpecial(id)) {
        append(id, run, text);
      }
    }
    decode(run, text);
    return text.toString();
  }

  @Override
  public String decodeWithSpecialTokens(int[] tokenIds) {
    StringBuilder text = new StringBuilder();
    List<Integer> run = new ArrayList<>();
    for (int id : tokenIds) {
      append(id, run, text);
    }
    decode(run, text);
    return text.toString();
  }

  /** Adds a piece to the run, or the run and a token's own text to the text. */
  private void append(int id, List<Integer> run, StringBuilder text) {
    Optional<AddedToken> token = added.token(id);
    if (token.isEmpty()) {
      run.add(id);
    } else {
      decode(run, text);
      run.clear();
      text.append(token.get().content());
    }
  }

  private void decode(List<Integer> run, StringBuilder text) {
    text.append(space.behind(text) ? decoder.decodeBehindSpace(run) : decoder.decode(run));
  }

  @Override
  public SpecialTokens specialTokens() {
    return added.specialTokens();
  }

  @Override
  public int vocabularySize() {
    return added.vocabularySize();
  }

  @Override
  public void close() {
    pieces.close();
  }
}
