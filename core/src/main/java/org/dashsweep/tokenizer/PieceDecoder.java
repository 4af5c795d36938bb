package org.dashsweep.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Puts pieces together as SentencePiece does. Its own decoder hands text to Java in a form that
 * loses characters beyond 16 bits.
 */
final class PieceDecoder {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int LONGEST_CHARACTER_BYTES = 4;

  private final SentencePieceModel model;

  PieceDecoder(SentencePieceModel model) {
    this.model = model;
  }

  /** Returns the text of pieces before which encoding put a space, without that space. */
  String decodeBehindSpace(List<Integer> ids) {
    return decode(ids, model.prefixesSpace() || model.dropsExtraSpace());
  }

  /** Returns the text of pieces. */
  String decode(List<Integer> ids) {
    return decode(ids, false);
  }

  private String decode(List<Integer> ids, boolean dropsSpace) {
    StringBuilder text = new StringBuilder();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean atStart = dropsSpace;
    for (int id : ids) {
      if (id < 0 || id >= model.pieces().size()) {
        continue;
      }
      SentencePieceModel.Piece piece = model.pieces().get(id);
      if (piece.kind() == SentencePieceModel.Kind.BYTE) {
        bytes.write(piece.byteValue());
        continue;
      }
      flush(bytes, text);
      atStart &= text.isEmpty();
      if (piece.kind() == SentencePieceModel.Kind.TEXT) {
        String surface = piece.text();
        if (atStart && surface.charAt(0) == SentencePieceModel.SPACE) {
          surface = surface.substring(1);
          atStart = model.dropsExtraSpace();
        }
        text.append(surface.replace(SentencePieceModel.SPACE, ' '));
      }
    }
    flush(bytes, text);
    return text.toString();
  }

  /** Bytes that are no UTF-8 become one replacement character each. */
  private static void flush(ByteArrayOutputStream bytes, StringBuilder text) {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    int from = 0;
    while (from < all.length) {
      int length = Math.min(LONGEST_CHARACTER_BYTES, all.length - from);
      while (length > 0 && !appendCharacter(all, from, length, text)) {
        length--;
      }
      if (length == 0) {
        text.append(REPLACEMENT);
      }
      from += Math.max(length, 1);
    }
  }

  /** Appends a character that has exactly these bytes; false if none has. */
  private static boolean appendCharacter(byte[] all, int from, int length, StringBuilder text) {
    try {
      String decoded =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(all, from, length)).toString();
      if (decoded.codePointCount(0, decoded.length()) != 1) {
        return false;
      }
      text.append(decoded);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
