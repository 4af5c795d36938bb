package org.dashsweep.source.gguf;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The characters that stand for bytes in a byte-level BPE ({@code bytes_to_unicode} of GPT-2). A
 * printable character of Latin-1 stands for itself, another byte has a character from 256 on.
 */
final class ByteAlphabet {
  private static final int BYTES = 256;

  private ByteAlphabet() {}

  /** Returns the character of each byte. */
  static List<Character> characters() {
    int[] next = {BYTES};
    return IntStream.range(0, BYTES)
        .mapToObj(value -> (char) (isPrintable(value) ? value : next[0]++))
        .toList();
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }
}
