package org.dashsweep.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed to the native library has been looked through before: it would not survive it. */
class SentencePieceModelTest {
  private static final byte[] NO_MAP = {};

  private static SentencePieceModel read(byte[] bytes) {
    return SentencePieceModel.read(new TokenizerFile("some.model", bytes));
  }

  private static ModelBytes pieces() {
    return new ModelBytes()
        .piece("<unk>", ModelBytes.UNKNOWN)
        .piece("<s>", ModelBytes.CONTROL)
        .piece("\u2581a", ModelBytes.TEXT);
  }

  @Test
  void piecesHaveTheirIds() {
    SentencePieceModel model = read(pieces().trainer(1, false).normalizer(NO_MAP).bytes());
    assertThat(model.pieces())
        .extracting(SentencePieceModel.Piece::text)
        .containsExactly("<unk>", "<s>", "\u2581a");
    assertThat(model.id("\u2581a")).hasValue(2);
    assertThat(model.id("b")).isEmpty();
    assertThat(model.prefixesSpace()).isTrue();
    assertThat(read(model.bytesWithoutPrefix()).prefixesSpace()).isFalse();
    assertThat(read(model.bytesWithoutPrefix()).pieces()).isEqualTo(model.pieces());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ReferenceTokenizers.LLAMA + "/tokenizer.model",
        ReferenceTokenizers.DEBERTA + "/spm.model"
      })
  void everyPartOfAModelIsRefused(String file) throws IOException {
    byte[] whole = Files.readAllBytes(ReferenceTokenizers.directory(file));
    assertThat(read(whole).pieces()).hasSizeGreaterThan(1_000);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 997) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(TokenizerException.class)
          .hasMessageStartingWith("some.model is not a SentencePiece model or is cut short: ");
    }
  }

  private static Stream<Arguments> badModels() {
    return Stream.of(
        Arguments.of(
            new ModelBytes(),
            "is not a SentencePiece model or is cut short: it has 0 pieces, no trainer_spec, no normalizer_spec"),
        Arguments.of(
            pieces().trainer(1, false),
            "is not a SentencePiece model or is cut short: it has 3 pieces, no normalizer_spec"),
        Arguments.of(
            pieces().trainer(3, false).normalizer(NO_MAP),
            "is neither a unigram nor a byte-pair model: model_type is 3"),
        Arguments.of(
            pieces().trainer(2, true).normalizer(NO_MAP),
            "has no piece <0x00>, though it falls back on bytes"),
        Arguments.of(
            pieces().piece("<0xZZ>", ModelBytes.BYTE).trainer(2, false).normalizer(NO_MAP),
            "has a byte's piece that is none: <0xZZ>"),
        Arguments.of(
            pieces().piece("<unk2>", ModelBytes.UNKNOWN).trainer(1, false).normalizer(NO_MAP),
            "must have 1 piece for what is unknown: 2"),
        Arguments.of(pieces().piece("<s>", ModelBytes.TEXT), "has the piece '<s>' twice"),
        Arguments.of(pieces().piece("", ModelBytes.TEXT), "has a piece that is no text: 3"),
        Arguments.of(
            pieces().piece(ByteString.copyFrom(new byte[] {(byte) 0xC3}), 0, ModelBytes.TEXT),
            "has a piece that is no text: 3"),
        Arguments.of(
            pieces().piece(ByteString.copyFromUtf8("b"), Float.NaN, ModelBytes.TEXT),
            "has a score that is no number for the piece 3"),
        Arguments.of(
            pieces().trainer(1, false).normalizer(NO_MAP).denormalizer(map(0, 0)),
            "changes characters when it decodes, which is not supported"));
  }

  @ParameterizedTest
  @MethodSource("badModels")
  void whatIsWrongIsSaid(ModelBytes model, String problem) {
    assertThatThrownBy(() -> read(model.bytes()))
        .isInstanceOf(TokenizerException.class)
        .hasMessage("some.model " + problem);
  }

  /** A trie of 512 units, all 0 but the first ones, and a text of 1 byte. */
  private static byte[] map(int... units) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 512 * 4 + 1).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(512 * 4);
    Arrays.stream(units).forEach(bytes::putInt);
    return bytes.array();
  }

  @Test
  void mapOfCharactersThatStaysInsideIsRead() {
    byte[] emptyTrie = map(256 << 10);
    byte[] trieOfByte1 = map(0, 1 | 1 << 8 | 2 << 10, 0, 1 << 31);
    for (byte[] map : List.of(emptyTrie, trieOfByte1)) {
      assertThat(read(pieces().trainer(1, false).normalizer(map).bytes()).pieces()).hasSize(3);
    }
  }

  private static Stream<byte[]> badMaps() {
    byte[] unended = map(0, 0);
    unended[unended.length - 1] = 'x';
    byte[] shortened = Arrays.copyOf(map(0, 0), 700);
    return Stream.of(
        map(512 << 10, 0),
        map(0x3FFFFF << 10 | 1 << 9, 0),
        // Byte 1 leads on from the root, out of the trie.
        map(0, 1 | 512 << 10),
        // Byte 1 ends a character, whose text would be behind all texts.
        map(0, 1 | 1 << 8 | 2 << 10, 0, 1 << 31 | 1),
        unended,
        shortened,
        new byte[] {1, 2, 3},
        new byte[2_000]);
  }

  @ParameterizedTest
  @MethodSource("badMaps")
  void mapOfCharactersThatLeadsOutsideItselfIsRefused(byte[] map) {
    assertThatThrownBy(() -> read(pieces().trainer(1, false).normalizer(map).bytes()))
        .isInstanceOf(TokenizerException.class)
        .hasMessage(
            "some.model is damaged: its map of characters leads outside itself; download it again");
  }

  @Test
  void listOfLlama3IsToldApart() {
    byte[] list = "IQ== 0\nIg== 1\nIw== 2\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> read(list))
        .hasMessage(
            "some.model is LLaMA 3's list of tokens, not a SentencePiece model; its tokenizer.json is read");
  }
}
