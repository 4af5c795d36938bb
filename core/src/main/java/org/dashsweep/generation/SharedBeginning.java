package org.dashsweep.generation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.PackedBatch;

/**
 * The tokens with which all of some prompts begin, read once. What is left of each prompt has at
 * least a token. There may be no such tokens, or too few to be worth it.
 */
final class SharedBeginning implements AutoCloseable {
  private final CausalDecoder decoder;
  private final int tokens;
  private final Optional<CausalDecoder.Beginning> read;

  /**
   * Finds the tokens and reads them.
   *
   * @param decoder is not closed here
   */
  SharedBeginning(
      CausalDecoder decoder, DecodingBudget budget, List<? extends PackedBatch.Sequence> prompts) {
    this.decoder = decoder;
    int shared = length(prompts);
    long saved = (prompts.size() - 1L) * shared;
    this.tokens = saved < budget.leastSaved() ? 0 : shared;
    this.read =
        tokens == 0
            ? Optional.empty()
            : Optional.of(decoder.begin(Arrays.copyOf(prompts.get(0).tokenIds(), tokens)));
  }

  /** Returns the number of tokens with which all prompts begin, but for the last of a prompt. */
  private static int length(List<? extends PackedBatch.Sequence> prompts) {
    if (prompts.size() < 2 || prompts.stream().anyMatch(prompt -> prompt.firstPosition() != 0)) {
      return 0;
    }
    int[] first = prompts.get(0).tokenIds();
    int shared = first.length;
    for (PackedBatch.Sequence prompt : prompts) {
      int[] tokens = prompt.tokenIds();
      shared = Math.min(shared, tokens.length - 1);
      int different = Arrays.mismatch(first, 0, shared, tokens, 0, shared);
      shared = different < 0 ? shared : different;
    }
    return shared;
  }

  /** Returns how many tokens are read once. */
  int tokens() {
    return tokens;
  }

  /** Returns what is left of a prompt. */
  PackedBatch.Sequence rest(PackedBatch.Sequence prompt) {
    int[] all = prompt.tokenIds();
    int[] rest = Arrays.copyOfRange(all, tokens, all.length);
    return () -> rest;
  }

  /** Makes room for what follows, as {@link CausalDecoder.Beginning#open} does. */
  CausalDecoder.Cache open(int regions, int rows) {
    return read.isPresent() ? read.get().open(regions, rows) : decoder.open(regions, rows);
  }

  @Override
  public void close() {
    read.ifPresent(CausalDecoder.Beginning::close);
  }
}
