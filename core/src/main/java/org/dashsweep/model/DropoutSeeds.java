package org.dashsweep.model;

/**
 * Seeds of dropout masks. Every call of a block in training draws from a generator seeded by (trial
 * seed, pass, block) alone: replaying masks needs no state.
 */
public sealed interface DropoutSeeds {
  /** No dropout. */
  DropoutSeeds EVALUATION = new Evaluation();

  /** Returns the masks of one forward pass in training. */
  static DropoutSeeds training(long trialSeed, long pass) {
    return training(trialSeed, pass, 0);
  }

  /**
   * Returns the masks of a part of a forward pass that is computed in parts.
   *
   * @param part from 0
   */
  static DropoutSeeds training(long trialSeed, long pass, int part) {
    return new Training(trialSeed, pass, part);
  }

  /** Returns the generator seed for one call, or −1 for no dropout. */
  long of(int call);

  /** Evaluation: nothing is dropped. */
  record Evaluation() implements DropoutSeeds {
    @Override
    public long of(int call) {
      return -1;
    }
  }

  /**
   * One forward pass in training.
   *
   * @param pass forward passes of the trial before this one
   * @param part of the pass, from 0
   */
  record Training(long trialSeed, long pass, int part) implements DropoutSeeds {
    @Override
    public long of(int call) {
      long ofPass = mix(mix(trialSeed) + pass);
      // Minus: as large as a part's number, a call's stays apart from it.
      long ofPart = part == 0 ? ofPass : mix(ofPass - part);
      return mix(ofPart + call) >>> 1;
    }

    /** The finaliser of SplitMix64 (Steele et al., 2014). */
    private static long mix(long value) {
      long z = value + 0x9e3779b97f4a7c15L;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      return z ^ (z >>> 31);
    }
  }
}
