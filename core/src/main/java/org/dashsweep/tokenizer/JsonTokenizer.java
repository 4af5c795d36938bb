package org.dashsweep.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tokenizer.json} of the Hugging Face tokenizers library, which encodes and decodes. The
 * file itself gives the special tokens around a text: see {@link JsonSettings}. Its own padding and
 * truncation are set aside, and decoded text is not tidied up: {@code clean_up_tokenization_spaces}
 * would lose what was encoded.
 */
public final class JsonTokenizer implements TextTokenizer {
  private static final Map<String, String> WHOLE_AND_UNPADDED =
      Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false");

  private final NativeTokenizer<HuggingFaceTokenizer> library;
  private final SpecialTokens specialTokens;
  private final int vocabularySize;

  private JsonTokenizer(
      NativeTokenizer<HuggingFaceTokenizer> library,
      SpecialTokens specialTokens,
      int vocabularySize) {
    this.library = library;
    this.specialTokens = specialTokens;
    this.vocabularySize = vocabularySize;
  }

  static JsonTokenizer open(TokenizerFile file, TokenizerConfig config) {
    // The library's own messages for such mistakes name neither the file nor the place in it.
    JsonNode root = file.json();
    if (!root.path("model").path("vocab").isContainerNode()) {
      throw new TokenizerException(file.path(), "is not a tokenizer: it has no model.vocab");
    }
    new JsonSettings(file, root, config).require();
    JsonVocabulary vocabulary = new JsonVocabulary(file.path(), root);
    return new JsonTokenizer(
        new NativeTokenizer<>(file.path(), () -> library(file), HuggingFaceTokenizer::close),
        vocabulary.specialTokens(config),
        vocabulary.size());
  }

  private static HuggingFaceTokenizer library(TokenizerFile file) {
    try (InputStream input = new ByteArrayInputStream(file.bytes())) {
      return HuggingFaceTokenizer.newInstance(input, WHOLE_AND_UNPADDED);
    } catch (IOException | RuntimeException e) {
      throw new TokenizerException(file.path(), "is not a usable tokenizer: " + e.getMessage(), e);
    }
  }

  @Override
  public EncodedText encode(Segments text) {
    return encode(text, Integer.MAX_VALUE);
  }

  @Override
  public EncodedText encode(Segments text, int maximumLength) {
    Encoding encoding = library.call(open -> encode(open, text));
    int[] ids = ints(encoding.getIds());
    int[] segments = ints(encoding.getTypeIds());
    if (ids.length <= maximumLength) {
      return new EncodedText(ids, segments);
    }
    // Not by the library, which has one maximum for all that a tokenizer encodes.
    int[] kept = kept(encoding, maximumLength);
    return new EncodedText(
        IntStream.of(kept).map(i -> ids[i]).toArray(),
        IntStream.of(kept).map(i -> segments[i]).toArray());
  }

  /** Places of the tokens that are kept: all special ones, and the first ones of each text. */
  private static int[] kept(Encoding encoding, int maximumLength) {
    long[] special = encoding.getSpecialTokenMask();
    long[] texts = encoding.getSequenceIds();
    int[] first = IntStream.range(0, texts.length).filter(i -> texts[i] == 0).toArray();
    int[] second = IntStream.range(0, texts.length).filter(i -> texts[i] == 1).toArray();
    int[] added = IntStream.range(0, texts.length).filter(i -> special[i] == 1).toArray();
    Truncation.Kept kept =
        Truncation.HALVES.keep(
            first.length, second.length, Truncation.room(maximumLength, added.length));
    return Stream.of(
            IntStream.of(added),
            IntStream.of(first).limit(kept.first()),
            IntStream.of(second).limit(kept.second()))
        .flatMapToInt(places -> places)
        .sorted()
        .toArray();
  }

  private static Encoding encode(HuggingFaceTokenizer open, Segments text) {
    @Nullable String second = text.second();
    return second == null
        ? open.encode(text.first(), true, false)
        : open.encode(text.first(), second, true, false);
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public String decode(int[] tokenIds) {
    return library.call(open -> open.decode(longs(tokenIds), true));
  }

  @Override
  public String decodeWithSpecialTokens(int[] tokenIds) {
    return library.call(open -> open.decode(longs(tokenIds), false));
  }

  /** Ids that no token has, negative ones among them, are not for the library. */
  private long[] longs(int[] tokenIds) {
    return Arrays.stream(tokenIds)
        .filter(id -> id >= 0 && id < vocabularySize)
        .asLongStream()
        .toArray();
  }

  @Override
  public SpecialTokens specialTokens() {
    return specialTokens;
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public void close() {
    library.close();
  }
}
