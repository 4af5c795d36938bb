package org.dashsweep.verification;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.generation.Continuation;
import org.dashsweep.generation.Decoding;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingListener;
import org.dashsweep.model.CausalDecoder;

/**
 * Recomputes the output of Hugging Face's {@code generate} for prompts that are padded on the left.
 * For any number N of beams, {@code generate.beamsN.sequences} is (B, T + new tokens), prompts
 * included. {@code generate.beamsN.sequences_scores} is (B,).
 */
final class Generations {
  static final String PREFIX = "generate.";

  private static final Pattern SEQUENCES =
      Pattern.compile("generate\\.beams(\\d{1,4})\\.sequences");

  private static final long NO_TOKEN = -1;

  private final ReferenceFile reference;
  private final GenerationSettings settings;
  private final Checks checks;
  private final MaskedRows rows;
  private final long[] ids;
  private final List<MaskedRows.Tokens> prompts;

  private Generations(
      ReferenceFile reference, GenerationSettings settings, Checks checks, int vocabulary) {
    this.reference = reference;
    this.settings = settings;
    this.checks = checks;
    String prefix = reference.has("left.input_ids") ? "left." : "";
    String name = prefix + "input_ids";
    this.rows = MaskedRows.read(reference, prefix);
    rows.requireLeftPadding("text is generated behind the last place of a row");
    this.ids = reference.longs(name, rows.examples(), rows.length());
    this.prompts =
        rows.runs().stream()
            .map(run -> new MaskedRows.Tokens(rows.select(name, ids, run, vocabulary)))
            .toList();
  }

  /** Compares all that the reference holds of this kind. */
  static void compare(
      ReferenceFile reference, GenerationSettings settings, Checks checks, CausalDecoder decoder) {
    if (!reference.has("left.input_ids") && !reference.has("input_ids")) {
      reference
          .startingWith(PREFIX)
          .forEach(name -> checks.incomparable(name, "there are no prompts, left.input_ids"));
      return;
    }
    SortedMap<Integer, String> searches = new TreeMap<>();
    for (String name : reference.startingWith(PREFIX)) {
      Matcher matcher = SEQUENCES.matcher(name);
      if (matcher.matches()) {
        searches.put(Integer.parseInt(matcher.group(1)), name);
      }
    }
    Generations generations =
        new Generations(reference, settings, checks, decoder.vocabularySize());
    searches.forEach((beams, name) -> generations.compare(decoder, beams, name));
  }

  private void compare(CausalDecoder decoder, int beams, String name) {
    List<Long> shape = reference.shape(name);
    if (shape.size() != 2 || shape.get(0) != rows.examples() || shape.get(1) <= rows.length()) {
      throw reference.problem(
          name,
          String.format(
              Locale.ROOT,
              "must have the shape (%d, more than %d), not %s",
              rows.examples(),
              rows.length(),
              shape));
    }
    int width = Math.toIntExact(shape.get(1));
    int longest = settings.maximumNewTokens().orElse(width - rows.length());
    List<Continuation> found =
        new Decoding(decoder, settings.decoding(beams, longest), DecodingBudget.DEFAULT)
            .decode(prompts, DecodingListener.NONE);
    compareSequences(name, width, found);
    String scores = name + "_scores";
    float[] actual = new float[found.size()];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = found.get(i).score();
    }
    checks.compare(scores, actual, List.of((long) actual.length), Tolerances.SCORE);
  }

  private void compareSequences(String name, int width, List<Continuation> found) {
    long[] expected = reference.longs(name, rows.examples(), width);
    long[] actual = new long[expected.length];
    for (int row = 0; row < found.size(); row++) {
      List<Integer> tokens = found.get(row).tokens();
      int next = row * width + rows.length();
      int end = (row + 1) * width;
      if (next + tokens.size() > end) {
        checks.incomparable(
            name,
            String.format(
                Locale.ROOT,
                "the model gives %d tokens behind the prompt of row %d",
                tokens.size(),
                row));
        return;
      }
      System.arraycopy(ids, row * rows.length(), actual, row * width, rows.length());
      for (int token : tokens) {
        actual[next++] = token;
      }
      boolean over = settings.endTokens().contains(tokens.get(tokens.size() - 1));
      Arrays.fill(actual, next, end, over ? filler(expected, next, end) : NO_TOKEN);
    }
    checks.compareIds(name, expected, actual, List.of((long) rows.examples(), (long) width));
  }

  /**
   * Returns the token behind a text's end: any one token, as versions of transformers differ in it.
   */
  private static long filler(long[] expected, int from, int to) {
    return from < to ? expected[to - 1] : NO_TOKEN;
  }
}
