package org.dashsweep.tokenizer;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads and checks a serialised SentencePiece model, because the native library follows offsets in
 * it unchecked.
 *
 * <p>Of its messages (<a
 * href="https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto">sentencepiece_model.proto</a>)
 * only the few fields below are read, by number.
 */
final class SentencePieceModelReader {
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int FIXED32 = WireFormat.WIRETYPE_FIXED32;
  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  // Tags: the field's number and how its value is encoded. One with another encoding is skipped.

  private static final int MODEL_PIECE = 1 << 3 | LENGTH_DELIMITED;
  private static final int MODEL_TRAINER = 2 << 3 | LENGTH_DELIMITED;
  private static final int MODEL_NORMALIZER = 3 << 3 | LENGTH_DELIMITED;
  private static final int MODEL_DENORMALIZER = 5 << 3 | LENGTH_DELIMITED;

  private static final int PIECE_TEXT = 1 << 3 | LENGTH_DELIMITED;
  private static final int PIECE_SCORE = 2 << 3 | FIXED32;
  private static final int PIECE_KIND = 3 << 3 | VARINT;

  private static final int TRAINER_MODEL_KIND = 3 << 3 | VARINT;
  private static final int TRAINER_BYTE_FALLBACK = 35 << 3 | VARINT;

  private static final int NORMALIZER_CHARACTER_MAP = 2 << 3 | LENGTH_DELIMITED;
  private static final int NORMALIZER_PREFIX = 3 << 3 | VARINT;
  private static final int NORMALIZER_EXTRA_SPACE = 4 << 3 | VARINT;

  /** Unigram and byte-pair encoding; the others cut texts at spaces or into characters. */
  private static final Set<Integer> MODEL_KINDS = Set.of(1, 2);

  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;

  private final TokenizerFile file;
  private final List<SentencePieceModel.Piece> pieces = new ArrayList<>();
  private final Set<String> texts = new HashSet<>();
  private boolean trainerSeen;
  private boolean normalizerSeen;
  private int modelKind = 1;
  private boolean byteFallback;
  private boolean prefix = true;
  private boolean dropsExtraSpace = true;

  SentencePieceModelReader(TokenizerFile file) {
    this.file = file;
  }

  /** Takes a field; false for one that is of no interest. */
  private interface Fields {
    boolean read(CodedInputStream input, int tag) throws IOException;
  }

  SentencePieceModel read() {
    if (looksLikeTiktoken()) {
      throw problem(
          "is LLaMA 3's list of tokens, not a SentencePiece model; its tokenizer.json is read");
    }
    try {
      fields(CodedInputStream.newInstance(file.bytes()), this::modelField);
    } catch (IOException e) {
      throw problem("is not a SentencePiece model or is cut short: " + e.getMessage());
    }
    if (pieces.isEmpty() || !trainerSeen || !normalizerSeen) {
      throw problem(
          String.format(
              Locale.ROOT,
              "is not a SentencePiece model or is cut short: it has %d pieces%s%s",
              pieces.size(),
              trainerSeen ? "" : ", no trainer_spec",
              normalizerSeen ? "" : ", no normalizer_spec"));
    }
    if (!MODEL_KINDS.contains(modelKind)) {
      throw problem("is neither a unigram nor a byte-pair model: model_type is " + modelKind);
    }
    requireOneUnknown();
    requireAllBytes();
    return new SentencePieceModel(file.path(), file.bytes(), pieces, prefix, dropsExtraSpace);
  }

  /** Its lines are a token in base 64, a space and its number. */
  private boolean looksLikeTiktoken() {
    String start =
        new String(
            file.bytes(), 0, Math.min(file.bytes().length, 256), StandardCharsets.ISO_8859_1);
    return start.matches("(?s)[A-Za-z0-9+/=]+ \\d+\\n.*");
  }

  private static void fields(CodedInputStream input, Fields fields) throws IOException {
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (!fields.read(input, tag)) {
        input.skipField(tag);
      }
    }
  }

  private static void message(CodedInputStream input, Fields fields) throws IOException {
    int outer = input.pushLimit(input.readRawVarint32());
    fields(input, fields);
    input.popLimit(outer);
  }

  private boolean modelField(CodedInputStream input, int tag) throws IOException {
    switch (tag) {
      case MODEL_PIECE -> piece(input);
      case MODEL_TRAINER -> {
        trainerSeen = true;
        message(input, this::trainerField);
      }
      case MODEL_NORMALIZER -> {
        normalizerSeen = true;
        message(input, this::normalizerField);
      }
      case MODEL_DENORMALIZER -> message(input, this::denormalizerField);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void piece(CodedInputStream input) throws IOException {
    int id = pieces.size();
    ByteString[] text = {ByteString.EMPTY};
    int[] kind = {0};
    message(
        input,
        (fields, tag) -> {
          switch (tag) {
            case PIECE_TEXT -> text[0] = fields.readBytes();
            case PIECE_SCORE -> {
              if (!Float.isFinite(fields.readFloat())) {
                throw problem(
                    String.format(
                        Locale.ROOT, "has a score that is no number for the piece %d", id));
              }
            }
            case PIECE_KIND -> kind[0] = fields.readEnum();
            default -> {
              return false;
            }
          }
          return true;
        });
    if (text[0].isEmpty() || !text[0].isValidUtf8()) {
      throw problem(String.format(Locale.ROOT, "has a piece that is no text: %d", id));
    }
    if (!texts.add(text[0].toStringUtf8())) {
      throw problem(String.format(Locale.ROOT, "has the piece '%s' twice", text[0].toStringUtf8()));
    }
    pieces.add(new SentencePieceModel.Piece(text[0].toStringUtf8(), kind(kind[0])));
  }

  private static SentencePieceModel.Kind kind(int number) {
    return switch (number) {
      case UNKNOWN -> SentencePieceModel.Kind.UNKNOWN;
      case CONTROL -> SentencePieceModel.Kind.CONTROL;
      case BYTE -> SentencePieceModel.Kind.BYTE;
      default -> SentencePieceModel.Kind.TEXT;
    };
  }

  private boolean trainerField(CodedInputStream input, int tag) throws IOException {
    switch (tag) {
      case TRAINER_MODEL_KIND -> modelKind = input.readEnum();
      case TRAINER_BYTE_FALLBACK -> byteFallback = input.readBool();
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean normalizerField(CodedInputStream input, int tag) throws IOException {
    switch (tag) {
      case NORMALIZER_CHARACTER_MAP -> CharacterMap.check(file.path(), input.readByteArray());
      case NORMALIZER_PREFIX -> prefix = input.readBool();
      case NORMALIZER_EXTRA_SPACE -> dropsExtraSpace = input.readBool();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Text is decoded here, not by the library, whose strings lose characters beyond 16 bits. */
  private boolean denormalizerField(CodedInputStream input, int tag) throws IOException {
    if (tag != NORMALIZER_CHARACTER_MAP) {
      return false;
    }
    if (input.readByteArray().length > 0) {
      throw problem("changes characters when it decodes, which is not supported");
    }
    return true;
  }

  private void requireOneUnknown() {
    long unknown =
        pieces.stream().filter(piece -> piece.kind() == SentencePieceModel.Kind.UNKNOWN).count();
    if (unknown != 1) {
      throw problem("must have 1 piece for what is unknown: " + unknown);
    }
  }

  private void requireAllBytes() {
    Set<String> bytes =
        pieces.stream()
            .filter(piece -> piece.kind() == SentencePieceModel.Kind.BYTE)
            .map(SentencePieceModel.Piece::text)
            .collect(Collectors.toSet());
    for (int value = 0; byteFallback && value < 256; value++) {
      String text = String.format(Locale.ROOT, "<0x%02X>", value);
      if (!bytes.contains(text)) {
        throw problem(
            String.format(Locale.ROOT, "has no piece %s, though it falls back on bytes", text));
      }
    }
    for (String text : bytes) {
      if (!text.matches("<0x[0-9A-F]{2}>")) {
        throw problem("has a byte's piece that is none: " + text);
      }
    }
  }

  private TokenizerException problem(String problem) {
    return new TokenizerException(file.path(), problem);
  }
}
