package org.dashsweep.weights.gguf;

import org.dashsweep.weights.StoredTensor;

/**
 * The quantized blocks of ggml, as {@code ggml-quants.c} of llama.cpp lays them out. A block has 32
 * numbers, one of a type that ends with K has 256. Each number is a small integer q times a scale,
 * less a minimum in some types. Every product and difference is rounded to float32 on its own, as
 * {@code gguf.quants.dequantize} of the gguf package for Python rounds it.
 */
final class QuantizedBlocks {
  /** Numbers of a block. */
  static final int SMALL = 32;

  /** Numbers of a block of the types that end with K. */
  static final int LARGE = 256;

  private static final int HALF = SMALL / 2;
  private static final int SCALES = 12;
  private static final int FLOAT16 = 2;

  private QuantizedBlocks() {}

  private static float float16(byte[] block, int at) {
    return StoredTensor.float16((short) ((block[at] & 0xFF) | (block[at + 1] << 8)));
  }

  /** Decodes d (q − 8) with q of 4 bits: the block is d and 16 bytes of q. */
  static void q40(byte[] block, int at, float[] floats, int to) {
    float d = float16(block, at);
    for (int i = 0; i < HALF; i++) {
      int pair = block[at + FLOAT16 + i];
      floats[to + i] = d * ((pair & 0xF) - 8);
      floats[to + HALF + i] = d * (((pair >> 4) & 0xF) - 8);
    }
  }

  /** Decodes d q + m with q of 4 bits: the block is d, m and 16 bytes of q. */
  static void q41(byte[] block, int at, float[] floats, int to) {
    float d = float16(block, at);
    float m = float16(block, at + FLOAT16);
    for (int i = 0; i < HALF; i++) {
      int pair = block[at + 2 * FLOAT16 + i];
      floats[to + i] = d * (pair & 0xF) + m;
      floats[to + HALF + i] = d * ((pair >> 4) & 0xF) + m;
    }
  }

  /** Decodes d q with q of 8 bits: the block is d and 32 bytes of q. */
  static void q80(byte[] block, int at, float[] floats, int to) {
    float d = float16(block, at);
    for (int i = 0; i < SMALL; i++) {
      floats[to + i] = block[at + FLOAT16 + i] * d;
    }
  }

  /**
   * Decodes (d s) q − (dmin m) with q of 4 bits. Eight groups of 32 numbers have an s and an m of 6
   * bits each. The block is d, dmin, 12 bytes of s and m, and 128 bytes of q.
   */
  static void q4k(byte[] block, int at, float[] floats, int to) {
    fourBits(block, at, at + 2 * FLOAT16 + SCALES, -1, floats, to);
  }

  /** Decodes as {@link #q4k}, with a fifth bit of q in 32 bytes before the others. */
  static void q5k(byte[] block, int at, float[] floats, int to) {
    int high = at + 2 * FLOAT16 + SCALES;
    fourBits(block, at, high + SMALL, high, floats, to);
  }

  /**
   * Decodes both.
   *
   * @param low place of the lower four bits
   * @param high place of the fifth bits, negative without them
   */
  private static void fourBits(byte[] block, int at, int low, int high, float[] floats, int to) {
    float d = float16(block, at);
    float dmin = float16(block, at + FLOAT16);
    int scales = at + 2 * FLOAT16;
    for (int group = 0; group < LARGE / SMALL; group++) {
      float scale = d * scale(block, scales, group);
      float minimum = dmin * minimum(block, scales, group);
      for (int i = 0; i < SMALL; i++) {
        int q = (block[low + (group >> 1) * SMALL + i] >> (4 * (group & 1))) & 0xF;
        if (high >= 0) {
          q |= ((block[high + i] >> group) & 1) << 4;
        }
        floats[to + group * SMALL + i] = scale * q - minimum;
      }
    }
  }

  private static int scale(byte[] block, int scales, int group) {
    return group < 4
        ? block[scales + group] & 0x3F
        : (block[scales + group + 4] & 0xF) | ((block[scales + group - 4] >> 2) & 0x30);
  }

  private static int minimum(byte[] block, int scales, int group) {
    return group < 4
        ? block[scales + group + 4] & 0x3F
        : ((block[scales + group + 4] >> 4) & 0xF) | ((block[scales + group] >> 2) & 0x30);
  }

  /**
   * Decodes (d s) (q − 32) with q of 6 bits, and s of 8 bits for every 16 numbers. The block is 128
   * bytes of lower and 64 bytes of upper bits, 16 bytes of s, and d.
   */
  static void q6k(byte[] block, int at, float[] floats, int to) {
    int high = at + LARGE / 2;
    int scales = high + LARGE / 4;
    float d = float16(block, scales + LARGE / 16);
    for (int place = 0; place < LARGE; place++) {
      int half = place / 128;
      int group = place % 128 / SMALL;
      int i = place % SMALL;
      int low = (block[at + half * 64 + (group & 1) * SMALL + i] >> (4 * (group >> 1))) & 0xF;
      int q = low | (((block[high + half * SMALL + i] >> (2 * group)) & 3) << 4);
      floats[to + place] = d * block[scales + place / 16] * (q - 32);
    }
  }
}
