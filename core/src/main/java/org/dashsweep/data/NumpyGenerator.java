package org.dashsweep.data;

/**
 * The permutations of {@code numpy.random.default_rng(seed)}, unchanged from numpy 1.17 to 2.4.
 * They come from a {@code SeedSequence} (Melissa O'Neill's seed_seq_fe), PCG64 and the shuffle of
 * {@code Generator.permutation}. PCG64 is the XSL-RR output of a 128-bit state.
 */
final class NumpyGenerator {
  private static final int POOL = 4;
  private static final int INITIAL_A = 0x43b0d7e5;
  private static final int MULTIPLIER_A = 0x931e8875;
  private static final int INITIAL_B = 0x8b51f9dd;
  private static final int MULTIPLIER_B = 0x58f38ded;
  private static final int MIX_LEFT = 0xca01f9dd;
  private static final int MIX_RIGHT = 0x4973f715;

  private static final long MULTIPLIER_HIGH = 2549297995355413924L;
  private static final long MULTIPLIER_LOW = 4865540595714422341L;

  // 128 bits each.
  private long stateHigh;
  private long stateLow;
  private final long incrementHigh;
  private final long incrementLow;

  /** The upper half of the last 64 bits drawn, if it is not used yet. */
  private int spare;

  private boolean hasSpare;

  /**
   * A generator.
   *
   * @param seed at least 0
   */
  NumpyGenerator(long seed) {
    if (seed < 0) {
      throw new IllegalArgumentException("seed must be at least 0: " + seed);
    }
    long[] words = seedSequence(seed);
    incrementHigh = words[2] << 1 | words[3] >>> 63;
    incrementLow = words[3] << 1 | 1;
    step();
    add(words[0], words[1]);
    step();
  }

  /**
   * Returns the numbers from 0 to count − 1 in the order of {@code
   * default_rng(seed).permutation(count)}, if it is the first draw.
   */
  int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = upTo(i);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }

  /** Draws a number from 0 to a bound: bits of the bound's width, until they do not exceed it. */
  private int upTo(int bound) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(bound);
    int drawn = nextInt() & mask;
    while (drawn > bound) {
      drawn = nextInt() & mask;
    }
    return drawn;
  }

  private int nextInt() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    long drawn = nextLong();
    spare = (int) (drawn >>> 32);
    hasSpare = true;
    return (int) drawn;
  }

  private long nextLong() {
    step();
    return Long.rotateRight(stateHigh ^ stateLow, (int) (stateHigh >>> 58));
  }

  /** state = state · multiplier + increment, modulo 2¹²⁸. */
  private void step() {
    long high =
        unsignedMultiplyHigh(stateLow, MULTIPLIER_LOW)
            + stateHigh * MULTIPLIER_LOW
            + stateLow * MULTIPLIER_HIGH;
    stateLow *= MULTIPLIER_LOW;
    stateHigh = high;
    add(incrementHigh, incrementLow);
  }

  private void add(long high, long low) {
    stateLow += low;
    stateHigh += high + (Long.compareUnsigned(stateLow, low) < 0 ? 1 : 0);
  }

  private static long unsignedMultiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
  }

  /** {@code SeedSequence(seed).generate_state(4, uint64)}. */
  private static long[] seedSequence(long seed) {
    int[] pool = pool((int) seed, (int) (seed >>> 32));
    int constant = INITIAL_B;
    int[] words = new int[2 * POOL];
    for (int i = 0; i < words.length; i++) {
      int value = pool[i % POOL] ^ constant;
      constant *= MULTIPLIER_B;
      value *= constant;
      words[i] = value ^ value >>> 16;
    }
    long[] state = new long[POOL];
    for (int i = 0; i < POOL; i++) {
      state[i] = Integer.toUnsignedLong(words[2 * i]) | (long) words[2 * i + 1] << 32;
    }
    return state;
  }

  /** A seed that fits into one word hashes as one whose second word is 0. */
  private static int[] pool(int low, int high) {
    int[] pool = {low, high, 0, 0};
    int constant = INITIAL_A;
    for (int i = 0; i < POOL; i++) {
      pool[i] = hash(pool[i], constant);
      constant *= MULTIPLIER_A;
    }
    for (int source = 0; source < POOL; source++) {
      for (int target = 0; target < POOL; target++) {
        if (source != target) {
          int mixed = MIX_LEFT * pool[target] - MIX_RIGHT * hash(pool[source], constant);
          constant *= MULTIPLIER_A;
          pool[target] = mixed ^ mixed >>> 16;
        }
      }
    }
    return pool;
  }

  private static int hash(int value, int constant) {
    int hashed = (value ^ constant) * (constant * MULTIPLIER_A);
    return hashed ^ hashed >>> 16;
  }
}
