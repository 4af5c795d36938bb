package org.dashsweep.diffusion;

import java.util.Arrays;
import java.util.List;
import org.dashsweep.tokenizer.Segments;
import org.dashsweep.tokenizer.TextTokenizer;

/** Texts as CLIP's encoders take them: cut and padded to one length. */
final class PaddedPrompts {
  private PaddedPrompts() {}

  /** Returns ids, (n, length). */
  static int[][] tokens(TextTokenizer tokenizer, int length, List<String> texts) {
    int padding = tokenizer.specialTokens().padding().orElse(0);
    int[][] ids = new int[texts.size()][];
    for (int i = 0; i < ids.length; i++) {
      int[] own = tokenizer.encode(Segments.of(texts.get(i)), length).tokenIds();
      ids[i] = Arrays.copyOf(own, length);
      Arrays.fill(ids[i], own.length, length, padding);
    }
    return ids;
  }
}
