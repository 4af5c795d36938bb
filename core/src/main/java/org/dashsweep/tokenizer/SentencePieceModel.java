package org.dashsweep.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A SentencePiece model that is safe to hand to the native library, and what Java needs to know of
 * it.
 */
final class SentencePieceModel {
  /** SentencePiece's sign for a space inside a piece. */
  static final char SPACE = '\u2581';

  /** normalizer_spec { add_dummy_prefix: false }, as serialised. */
  private static final byte[] WITHOUT_PREFIX = {3 << 3 | 2, 2, 3 << 3, 0};

  private final String file;
  private final byte[] bytes;
  private final List<Piece> pieces;
  private final boolean prefixesSpace;
  private final boolean dropsExtraSpace;
  private final Map<String, Integer> ids = new HashMap<>();

  /** The meaning of a piece. */
  enum Kind {
    /** Its own text. */
    TEXT,
    /** Whatever has no piece. */
    UNKNOWN,
    /** Nothing in a text. */
    CONTROL,
    /** One byte of UTF-8. */
    BYTE
  }

  /** One token. */
  record Piece(String text, Kind kind) {
    /** Returns the byte that a piece such as {@code <0x0A>} stands for. */
    int byteValue() {
      return Integer.parseInt(text.substring(3, 5), 16);
    }
  }

  SentencePieceModel(
      String file,
      byte[] bytes,
      List<Piece> pieces,
      boolean prefixesSpace,
      boolean dropsExtraSpace) {
    this.file = file;
    this.bytes = bytes;
    this.pieces = List.copyOf(pieces);
    this.prefixesSpace = prefixesSpace;
    this.dropsExtraSpace = dropsExtraSpace;
    for (int id = 0; id < pieces.size(); id++) {
      ids.put(pieces.get(id).text(), id);
    }
  }

  /**
   * Reads a model.
   *
   * @throws TokenizerException if it is none, or one that the library might not survive
   */
  static SentencePieceModel read(TokenizerFile file) {
    return new SentencePieceModelReader(file).read();
  }

  /** Returns the file that it came from. */
  String file() {
    return file;
  }

  /** Returns the serialised model. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the serialised model, changed to put no space before a text. */
  byte[] bytesWithoutPrefix() {
    // Protocol buffers merge a message that occurs twice, the later value of a field counting.
    byte[] changed = Arrays.copyOf(bytes, bytes.length + WITHOUT_PREFIX.length);
    System.arraycopy(WITHOUT_PREFIX, 0, changed, bytes.length, WITHOUT_PREFIX.length);
    return changed;
  }

  /** Returns the tokens, by id. */
  List<Piece> pieces() {
    return pieces;
  }

  /** Returns the id of the piece with that text, if there is one. */
  OptionalInt id(String text) {
    Integer id = ids.get(text);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** Returns whether a space is put before a text. */
  boolean prefixesSpace() {
    return prefixesSpace;
  }

  /** Returns whether spaces at a text's ends are dropped and those inside joined. */
  boolean dropsExtraSpace() {
    return dropsExtraSpace;
  }
}
