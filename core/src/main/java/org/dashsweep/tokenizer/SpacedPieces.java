package org.dashsweep.tokenizer;

import java.util.Arrays;

/**
 * LLaMA's pieces where {@code legacy} is false. A space is put before a whole text, but not behind
 * a special token in it (transformers' <a
 * href="https://github.com/huggingface/transformers/pull/24565">pull request 24565</a>).
 */
final class SpacedPieces implements SentencePieceTokenizer.Pieces {
  private static final String SPACE = String.valueOf(SentencePieceModel.SPACE);

  private final PieceLibrary library;
  private final SentencePieceModel model;
  private final PrefixSpace space;
  private final AddedTokens added;
  private final String guard;
  private final int guardPieces;

  /**
   * Pieces of one tokenizer.
   *
   * @param library puts no space before texts itself; this closes it
   */
  SpacedPieces(
      PieceLibrary library, SentencePieceModel model, PrefixSpace space, AddedTokens added) {
    this.library = library;
    this.model = model;
    this.space = space;
    this.added = added;
    this.guard = added.text("unk_token").orElseThrow();
    this.guardPieces = library.encode(guard).length;
  }

  @Override
  public int[] encode(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String spaced = text.replace(SentencePieceModel.SPACE, ' ');
    int[] ids = added.encode(space.behind("") ? SPACE + spaced : spaced, this::pieces);
    boolean spaceAlone =
        ids.length > 1 && model.id(SPACE).orElse(-1) == ids[0] && added.isSpecial(ids[1]);
    return spaceAlone ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
  }

  /**
   * Encodes a text as transformers does: behind other text, because the library drops a space at
   * the beginning.
   */
  private int[] pieces(String text) {
    if (!text.startsWith(SPACE) && !text.startsWith(" ")) {
      return library.encode(text);
    }
    int[] guarded = library.encode(guard + text);
    return guarded.length < guardPieces
        ? guarded
        : Arrays.copyOfRange(guarded, guardPieces, guarded.length);
  }

  @Override
  public void close() {
    library.close();
  }
}
