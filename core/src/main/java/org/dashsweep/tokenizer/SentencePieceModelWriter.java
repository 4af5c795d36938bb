package org.dashsweep.tokenizer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.List;

/**
 * Serialises a SentencePiece model of byte-pair encoding that leaves characters as they are and
 * falls back on bytes. {@link SentencePieceModelReader} says where the messages are described.
 */
public final class SentencePieceModelWriter {
  private static final int BYTE_PAIR_ENCODING = 2;

  private SentencePieceModelWriter() {}

  /**
   * One token.
   *
   * @param score by which pieces are merged, the largest first
   * @param type as SentencePiece numbers them: 1 normal, 2 unknown, 3 control, 6 byte
   */
  public record Piece(String text, float score, int type) {}

  /**
   * Returns the serialised model, which puts a space before each text.
   *
   * @param pieces by id
   */
  public static byte[] bytesWithPrefix(List<Piece> pieces) {
    return bytes(pieces, true);
  }

  /**
   * Returns the serialised model, which puts no space before a text.
   *
   * @param pieces by id
   */
  public static byte[] bytesWithoutPrefix(List<Piece> pieces) {
    return bytes(pieces, false);
  }

  private static byte[] bytes(List<Piece> pieces, boolean prefixesSpace) {
    Field.Builder messages = Field.newBuilder();
    for (Piece piece : pieces) {
      messages.addLengthDelimited(
          UnknownFieldSet.newBuilder()
              .addField(1, text(piece.text()))
              .addField(
                  2, Field.newBuilder().addFixed32(Float.floatToIntBits(piece.score())).build())
              .addField(3, number(piece.type()))
              .build()
              .toByteString());
    }
    UnknownFieldSet trainer =
        UnknownFieldSet.newBuilder()
            .addField(3, number(BYTE_PAIR_ENCODING))
            .addField(35, number(1)) // byte_fallback
            .build();
    UnknownFieldSet normalizer =
        UnknownFieldSet.newBuilder()
            .addField(1, text("identity"))
            .addField(3, number(prefixesSpace ? 1 : 0))
            .addField(4, number(0)) // remove_extra_whitespaces
            .build();
    return UnknownFieldSet.newBuilder()
        .addField(1, messages.build())
        .addField(2, message(trainer))
        .addField(3, message(normalizer))
        .build()
        .toByteArray();
  }

  private static Field text(String text) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build();
  }

  private static Field number(int value) {
    return Field.newBuilder().addVarint(value).build();
  }

  private static Field message(UnknownFieldSet fields) {
    return Field.newBuilder().addLengthDelimited(fields.toByteString()).build();
  }
}
