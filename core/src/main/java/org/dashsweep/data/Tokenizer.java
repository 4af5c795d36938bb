package org.dashsweep.data;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.util.PairList;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Turns texts into tokens as a {@code tokenizer.json} of the Hugging Face tokenizers library says,
 * special tokens included. The file's own padding and truncation are set aside: nothing is padded,
 * and what is longer than the maximum loses tokens from the end, of a pair always from the text
 * that is longer at that moment.
 *
 * <p>Holds native memory: whoever reads a tokenizer closes it. Any number of threads may encode
 * with it at once, until then.
 */
public final class Tokenizer implements AutoCloseable {
  /** Enough for the library's own threads; more would only hold more native memory at once. */
  private static final int BATCH = 1_024;

  static {
    // The library looks both up when it is first used. It would otherwise report its use over the
    // network, and on a machine with a GPU download a CUDA build, which tokenizing has no use for.
    setUnlessGiven("OPT_OUT_TRACKING", "true");
    setUnlessGiven("RUST_FLAVOR", "cpu");
  }

  private final HuggingFaceTokenizer tokenizer;
  private final int maximumLength;

  private Tokenizer(HuggingFaceTokenizer tokenizer, int maximumLength) {
    this.tokenizer = tokenizer;
    this.maximumLength = maximumLength;
  }

  private static void setUnlessGiven(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /**
   * Reads a tokenizer.
   *
   * @param json the bytes of a {@code tokenizer.json}
   * @param source where they came from, for messages
   * @param maximumLength most tokens of an encoded text or pair, special ones included
   * @throws DataException if the bytes are not JSON or not a tokenizer's
   */
  public static Tokenizer read(byte[] json, String source, int maximumLength) {
    // A pair's special tokens alone are 3 for BERT and 4 for RoBERTa.
    if (maximumLength < 8) {
      throw new IllegalArgumentException("maximumLength must be at least 8: " + maximumLength);
    }
    requireTokenizer(json, source);
    Map<String, String> options =
        Map.of(
            "addSpecialTokens", "true",
            "truncation", "longest_first",
            "maxLength", Integer.toString(maximumLength),
            "modelMaxLength", Integer.toString(maximumLength),
            "stride", "0",
            "padding", "false",
            "padToMultipleOf", "0");
    try (InputStream input = new ByteArrayInputStream(json)) {
      return new Tokenizer(HuggingFaceTokenizer.newInstance(input, options), maximumLength);
    } catch (IOException | RuntimeException e) {
      throw new DataException(source, "is not a usable tokenizer: " + e.getMessage(), e);
    }
  }

  /** The library's own messages for these mistakes name neither the file nor the place in it. */
  private static void requireTokenizer(byte[] json, String source) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new DataException(
          source,
          "is not JSON (line %d, column %d): %s"
              .formatted(
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new DataException(source, "cannot be read: " + e.getMessage(), e);
    }
    if (!root.path("model").path("vocab").isContainerNode()) {
      throw new DataException(source, "is not a tokenizer: it has no model.vocab");
    }
  }

  /** Most tokens of an encoded text or pair, special ones included. */
  public int maximumLength() {
    return maximumLength;
  }

  /** Encodes one text. */
  public EncodedText encode(String text) {
    return encodedText(tokenizer.encode(text, true, false));
  }

  /** Encodes a pair of texts. */
  public EncodedText encode(String text, String pair) {
    return encodedText(tokenizer.encode(text, pair, true, false));
  }

  /**
   * Encodes examples, in their order, on all cores.
   *
   * @throws IllegalArgumentException if some have a second text and others not
   */
  public List<EncodedText> encode(List<Example> examples) {
    List<EncodedText> encoded = new ArrayList<>(examples.size());
    for (int from = 0; from < examples.size(); from += BATCH) {
      List<Example> batch = examples.subList(from, Math.min(from + BATCH, examples.size()));
      Arrays.stream(encodings(batch)).map(Tokenizer::encodedText).forEach(encoded::add);
    }
    return encoded;
  }

  private Encoding[] encodings(List<Example> batch) {
    List<String> texts = new ArrayList<>(batch.size());
    List<String> pairs = new ArrayList<>(batch.size());
    for (Example example : batch) {
      texts.add(example.text());
      if (example.pair() != null) {
        pairs.add(example.pair());
      }
    }
    if (pairs.isEmpty()) {
      return tokenizer.batchEncode(texts, true, false);
    }
    if (pairs.size() < texts.size()) {
      throw new IllegalArgumentException(
          "either all examples must have a second text or none: %d of %d have one"
              .formatted(pairs.size(), texts.size()));
    }
    return tokenizer.batchEncode(new PairList<>(texts, pairs), true, false);
  }

  private static EncodedText encodedText(Encoding encoding) {
    return new EncodedText(toInts(encoding.getIds()), toInts(encoding.getTypeIds()));
  }

  private static int[] toInts(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
