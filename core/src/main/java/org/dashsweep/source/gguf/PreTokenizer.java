package org.dashsweep.source.gguf;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dashsweep.weights.gguf.GgufMetadata;

/**
 * The ways in which llama.cpp cuts a text before byte-pair encoding, by the names that {@code
 * tokenizer.ggml.pre} has for them ({@code llama-vocab.cpp}). Each expression cuts the parts that
 * the one before it has left.
 *
 * @param names that a file has for it
 * @param expressions regular expressions whose matches are parts of a text
 * @param merging whether a word that is a token needs merges to become it
 * @param beginning whether a token goes before each text, if a file does not say
 */
record PreTokenizer(
    Set<String> names, List<String> expressions, Merging merging, Beginning beginning) {
  private static final String KEY = "tokenizer.ggml.pre";
  private static final String DEFAULT = "default";

  /**
   * The letters, numbers and punctuation that are new in Unicode 16. llama.cpp has tables of
   * Unicode 15.1, the library that reads the expressions has newer ones.
   */
  private static final String NEWER =
      ranges(
          "1b4e-1b4f 1b7f-1b7f 1c89-1c8a a7cb-a7cd a7da-a7dc 105c0-105f3 10d40-10d65 10d6e-10d85"
              + " 10ec2-10ec4 11380-11389 1138b-1138b 1138e-1138e 11390-113b5 113b7-113b7"
              + " 113d1-113d1 113d3-113d5 113d7-113d8 116d0-116e3 11bc0-11be1 11bf0-11bf9"
              + " 13460-143fa 16100-1611d 16130-16139 16d40-16d79 18cff-18cff 1ccf0-1ccf9"
              + " 1e5d0-1e5ed 1e5f0-1e5fa 1e5ff-1e5ff");

  private static final String AGE = "&&[^" + NEWER + "]]";

  /** Letters. */
  private static final String L = "[\\p{L}" + AGE;

  /** Numbers. */
  private static final String N = "[\\p{N}" + AGE;

  /** Punctuation. */
  private static final String P = "[\\p{P}" + AGE;

  /** Neither white space nor letters nor numbers. */
  private static final String SYMBOLS = "[^\\s" + L + N + "]+";

  private static final String SPACE = "\\s+(?!\\S)|\\s+";
  private static final String LINES = "\\s*[\\r\\n]+";

  /** One character that may go before a word. */
  private static final String LEAD = "[^\\r\\n" + L + N + "]?";

  /** Letters but those of ASCII in lower case, and in upper case. */
  private static final String UPPER = "(?:(?![a-z])" + L + ")";

  private static final String LOWER = "(?:(?![A-Z])" + L + ")";

  /** The expression of GPT-2. */
  private static final String GPT2 =
      any("'s|'t|'re|'ve|'m|'ll|'d", " ?" + L + "+", " ?" + N + "+", " ?" + SYMBOLS, SPACE);

  private static final List<PreTokenizer> ALL =
      List.of(
          byRank(
              Set.of("gpt-2", "phi-2", "mpt", "olmo", "jais", "trillion", "exaone4", "gigachat"),
              GPT2),
          byRank(
              Set.of(
                  "smollm",
                  "starcoder",
                  "refact",
                  "command-r",
                  "codeshell",
                  "exaone",
                  "minerva-7b"),
              N,
              GPT2),
          wholeWords(
              Set.of("llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "lfm2"),
              llama3(N + "{1,3}")),
          byRank(Set.of("smaug-bpe", "dbrx"), llama3(N + "{1,3}")),
          byRank(Set.of("qwen2", "deepseek-r1-qwen", "stablelm2", "hunyuan", "megrez"), llama3(N)),
          wholeWords(
              Set.of("tekken"),
              any(
                  LEAD + UPPER + "*" + LOWER + "+",
                  LEAD + UPPER + "+" + LOWER + "*",
                  N,
                  " ?" + SYMBOLS + "[\\r\\n/]*",
                  LINES,
                  SPACE)),
          byRank(
              Set.of(DEFAULT), "[" + P + "\\$\\+<=>\\^~\\|]+", GPT2, N + "+", "[0-9][0-9][0-9]"));

  PreTokenizer {
    names = Set.copyOf(names);
    expressions = List.copyOf(expressions);
  }

  /** The way of a word to its tokens. */
  enum Merging {
    /** By merges alone. */
    BY_RANK,
    /** A word that is a token is that token. */
    WHOLE_WORDS_FIRST
  }

  /** The token before each text. */
  enum Beginning {
    NONE,
    TOKEN
  }

  private static PreTokenizer byRank(Set<String> names, String... expressions) {
    return new PreTokenizer(names, List.of(expressions), Merging.BY_RANK, Beginning.NONE);
  }

  private static PreTokenizer wholeWords(Set<String> names, String expression) {
    return new PreTokenizer(names, List.of(expression), Merging.WHOLE_WORDS_FIRST, Beginning.TOKEN);
  }

  /**
   * Returns the expression of LLaMA 3 and others.
   *
   * @param numbers that make a part
   */
  private static String llama3(String numbers) {
    return any(
        "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])",
        LEAD + L + "+",
        numbers,
        " ?" + SYMBOLS + "[\\r\\n]*",
        LINES,
        SPACE);
  }

  private static String ranges(String hexadecimal) {
    return hexadecimal.replaceAll("(\\w+)-(\\w+) ?", "\\\\x{$1}-\\\\x{$2}");
  }

  private static String any(String... alternatives) {
    return String.join("|", alternatives);
  }

  /**
   * Returns what a file names; the default if it names nothing.
   *
   * @throws org.dashsweep.weights.CheckpointException if it is not known
   */
  static PreTokenizer of(GgufMetadata metadata) {
    String name = metadata.text(KEY, DEFAULT);
    return ALL.stream()
        .filter(known -> known.names.contains(name))
        .findFirst()
        .orElseThrow(
            () -> {
              Set<String> known = new TreeSet<>();
              ALL.forEach(one -> known.addAll(one.names));
              return metadata.problem(KEY, "must be one of " + String.join(", ", known));
            });
  }
}
