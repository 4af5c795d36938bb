package org.dashsweep.tokenizer;

import java.nio.file.Path;
import java.util.List;

/**
 * Turns texts into a model's tokens, special tokens included, and tokens into text. Nothing is
 * padded.
 *
 * <p>Holds native memory: the reader of a tokenizer closes it. Any number of threads may use it at
 * once. A thread at work when it is closed finishes its text first; a later one gets an {@link
 * IllegalStateException}.
 */
public sealed interface TextTokenizer extends AutoCloseable
    permits JsonTokenizer, SentencePieceTokenizer {
  /**
   * Reads the tokenizer of a Hugging Face model directory: {@code tokenizer.json}, else LLaMA's
   * {@code tokenizer.model}, else DeBERTa's {@code spm.model}, else RoBERTa's or CLIP's {@code
   * vocab.json} and {@code merges.txt}. Special tokens are read from {@code tokenizer_config.json},
   * {@code special_tokens_map.json} and {@code added_tokens.json}.
   *
   * @throws TokenizerException if there is none of these files or one is not usable
   */
  static TextTokenizer read(Path directory) {
    return TokenizerFiles.read(directory).open();
  }

  /**
   * Encodes a whole text or pair. A special token's text inside it becomes that token, as in
   * Hugging Face's libraries.
   */
  EncodedText encode(Segments text);

  /**
   * Encodes a text or pair and truncates it. Tokens are taken from the end; in a pair, from the
   * text that is longer at that moment.
   *
   * @param maximumLength most tokens of the result, special ones included
   * @throws IllegalArgumentException if the special tokens alone are more
   */
  EncodedText encode(Segments text, int maximumLength);

  /** Encodes a whole text. */
  default EncodedText encode(String text) {
    return encode(Segments.of(text));
  }

  /**
   * Encodes texts and pairs, in their order, on all cores.
   *
   * @param maximumLength most tokens of each, see {@link #encode(Segments, int)}
   */
  default List<EncodedText> encodeAll(List<Segments> texts, int maximumLength) {
    return texts.parallelStream().map(text -> encode(text, maximumLength)).toList();
  }

  /**
   * Returns the text of tokens, special ones left out. A text without special tokens and unknown
   * characters survives encoding and decoding, where the tokenizer keeps all white space.
   *
   * @param tokenIds ids without a token, as models with a rounded vocabulary predict them, have no
   *     text
   */
  String decode(int[] tokenIds);

  /** Returns the text of tokens, special ones as the text that encodes to them. */
  String decodeWithSpecialTokens(int[] tokenIds);

  /** Ids of the tokens with a role. */
  SpecialTokens specialTokens();

  /** Returns the largest token id plus 1. A model's embeddings may have more rows. */
  int vocabularySize();

  /** Frees the native memory; again, does nothing. */
  @Override
  void close();
}
