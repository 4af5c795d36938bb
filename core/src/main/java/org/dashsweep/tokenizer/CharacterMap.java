package org.dashsweep.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Checks a SentencePiece model's {@code precompiled_charsmap}. It holds a length in bytes, a trie
 * of characters in the form of <a href="https://github.com/s-yata/darts-clone">Darts-clone</a>, and
 * the texts that replace them. The native library walks the trie without checking whether it leaves
 * it; here every way through it is walked once.
 */
final class CharacterMap {
  /** Number of units behind a unit that a walk may look at, one for each byte value of a text. */
  private static final int BLOCK = 256;

  private final int[] units;
  private final int texts;
  private final BitSet walked = new BitSet();
  private final Deque<Integer> open = new ArrayDeque<>();

  private CharacterMap(int[] units, int texts) {
    this.units = units;
    this.texts = texts;
  }

  /**
   * Checks a map; an empty one is none.
   *
   * @throws TokenizerException if the native library would read outside it
   */
  static void check(String file, byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long trieBytes = bytes.length < Integer.BYTES ? 0 : Integer.toUnsignedLong(buffer.getInt());
    boolean sound =
        trieBytes >= (long) BLOCK * Integer.BYTES
            && trieBytes % Integer.BYTES == 0
            && trieBytes < buffer.remaining()
            && bytes[bytes.length - 1] == 0;
    if (sound) {
      int[] units = new int[Math.toIntExact(trieBytes / Integer.BYTES)];
      buffer.asIntBuffer().get(units);
      sound = new CharacterMap(units, buffer.remaining() - (int) trieBytes).staysInside();
    }
    if (!sound) {
      throw new TokenizerException(
          file, "is damaged: its map of characters leads outside itself; download it again");
    }
  }

  private boolean staysInside() {
    open.add(offset(units[0]));
    while (!open.isEmpty()) {
      int from = open.remove();
      if (from < 0 || (from | BLOCK - 1) >= units.length) {
        return false;
      }
      for (int character = 0; character < BLOCK; character++) {
        if (!follow(from ^ character, character)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Goes one byte on, if the trie does; false if a text behind it is outside. */
  private boolean follow(int position, int character) {
    int unit = units[position];
    if (label(unit) != character || walked.get(position)) {
      return true;
    }
    walked.set(position);
    int next = position ^ offset(unit);
    open.add(next);
    boolean leaf = (unit >>> 8 & 1) == 1;
    return !leaf || (next >= 0 && next < units.length && value(units[next]) < texts);
  }

  private static int label(int unit) {
    return unit & (1 << 31 | 0xFF);
  }

  private static int value(int unit) {
    return unit & Integer.MAX_VALUE;
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
  }
}
