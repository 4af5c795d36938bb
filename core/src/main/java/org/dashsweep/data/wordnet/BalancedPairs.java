package org.dashsweep.data.wordnet;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.Shuffle;
import org.dashsweep.data.StableHash;

/**
 * Draws balanced pairs of senses of one split. Every sense stands first in as many positive as
 * negative pairs, and second in as many positive as negative pairs. A model that sees only one of
 * the two senses is therefore right exactly half the time, however it judges.
 *
 * <p>Pairs come in closed chains. With a₀ a kind of b₀, a chain first climbs. It pairs b₀ with a
 * sense a₁ that is not a kind of it. This is a co-hyponym of b₀ or (the pair reversed) a hypernym
 * of b₀. It then pairs a₁ with an ancestor b₁ of its own. The chain then jumps to a sense b₂
 * elsewhere, near (a co-hyponym of b₁) or far, with a kind a₂ of it. It closes with (a₀, b₂):
 *
 * <pre>
 *   positive  (a₀,b₀)  (a₁,b₁)  (a₂,b₂)
 *   negative  (a₁,b₀)  (a₂,b₁)  (a₀,b₂)
 * </pre>
 *
 * <p>Each sense occurs there once on its side with either label. Four climbs in five are to a
 * co-hyponym, and one jump in five is near: half the negatives are hard.
 */
final class BalancedPairs {
  /** A sense in this many positive pairs on one side enters no further chain: none dominates. */
  private static final int POSITIVES_OF_A_SENSE = 4;

  /**
   * Steps between the senses of a positive pair, each tried as often as it is listed. Mostly few,
   * for the most general senses are few too and would soon be used up.
   */
  private static final List<Integer> STEPS = List.of(1, 1, 2, 2, 3);

  /** Characters: two short definitions are a quarter cheaper to train on, and say what they say. */
  private static final int LONGEST_DEFINITION = 70;

  /** Tries for one sense of a chain to fall into the split. */
  private static final int TRIES = 12;

  /** Starts to try for one chain: far more than any has needed. */
  private static final int STARTS = 1_000_000;

  private static final int NOWHERE = -1;

  private enum Climb {
    TO_CO_HYPONYM,
    TO_HYPERNYM
  }

  private enum Jump {
    NEAR,
    FAR
  }

  private record Shape(Climb climb, Jump jump) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(Climb.TO_CO_HYPONYM, Jump.NEAR),
          new Shape(Climb.TO_CO_HYPONYM, Jump.FAR),
          new Shape(Climb.TO_CO_HYPONYM, Jump.FAR),
          new Shape(Climb.TO_CO_HYPONYM, Jump.FAR),
          new Shape(Climb.TO_HYPERNYM, Jump.FAR));

  private record Pair(int first, int second) {}

  private record LabelledPair(Pair pair, boolean positive) {}

  private final Taxonomy taxonomy;
  private final Split split;
  private final Random random;
  private final int[] members;
  private final Set<Pair> drawn = new HashSet<>();
  private final int[] positivesAsFirst;
  private final int[] positivesAsSecond;

  BalancedPairs(Taxonomy taxonomy, Split split) {
    this.taxonomy = taxonomy;
    this.split = split;
    // The Java platform specifies the numbers that Random draws from a seed.
    random = new Random(StableHash.of(HypernymyTask.NAME, split.name()));
    members =
        IntStream.range(0, taxonomy.size())
            .filter(i -> isMember(i) && taxonomy.hypernyms(i).length > 0)
            .toArray();
    positivesAsFirst = new int[taxonomy.size()];
    positivesAsSecond = new int[taxonomy.size()];
  }

  /**
   * Draws pairs, six for each chain.
   *
   * @return shuffled chain by chain, so that every first part is balanced too
   * @throws IllegalStateException if so many chains cannot be found
   */
  List<Example> draw(int chains) {
    List<List<Example>> drawnChains =
        IntStream.range(0, chains)
            .mapToObj(i -> chain(anyOf(SHAPES)).stream().map(this::example).toList())
            .toList();
    return Shuffle.byIdentity(HypernymyTask.NAME, drawnChains, chain -> chain.get(0).id()).stream()
        .flatMap(List::stream)
        .toList();
  }

  private <T> T anyOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /**
   * Tries start after start until one has a chain of this shape. More chains fit into a large split
   * than into a small one; insisting on a shape keeps their mix of pairs alike.
   */
  private List<LabelledPair> chain(Shape shape) {
    for (int i = 0; i < STARTS; i++) {
      List<LabelledPair> chain = chain(anyMember(), shape);
      if (isAcceptable(chain)) {
        accept(chain);
        return chain;
      }
    }
    throw new IllegalStateException(
        String.format(
            Locale.ROOT, "after %d pairs no more were found for %s", drawn.size(), split));
  }

  /** One attempt at a chain; empty where it leads nowhere. */
  private List<LabelledPair> chain(int a0, Shape shape) {
    int b0 = up(a0);
    int a1 = shape.climb() == Climb.TO_CO_HYPONYM ? coHyponym(b0) : hypernym(b0);
    int b1 = up(a1);
    int a2;
    int b2;
    if (shape.jump() == Jump.NEAR) {
      b2 = coHyponym(b1);
      a2 = down(b2);
    } else {
      a2 = anyMember();
      b2 = up(a2);
    }
    return IntStream.of(b0, a1, b1, a2, b2).anyMatch(sense -> sense == NOWHERE)
        ? List.of()
        : List.of(
            positive(a0, b0),
            negative(a1, b0),
            positive(a1, b1),
            negative(a2, b1),
            positive(a2, b2),
            negative(a0, b2));
  }

  private int anyMember() {
    return members[random.nextInt(members.length)];
  }

  private static LabelledPair positive(int first, int second) {
    return new LabelledPair(new Pair(first, second), true);
  }

  private static LabelledPair negative(int first, int second) {
    return new LabelledPair(new Pair(first, second), false);
  }

  private int hypernym(int of) {
    return firstMember(() -> step(of, taxonomy::hypernyms));
  }

  private int coHyponym(int of) {
    return firstMember(
        () -> {
          int found = step(step(of, taxonomy::hypernyms), taxonomy::hyponyms);
          return found == of ? NOWHERE : found;
        });
  }

  private int up(int from) {
    return firstMember(() -> walk(from, anyOf(STEPS), taxonomy::hypernyms));
  }

  private int down(int from) {
    return firstMember(() -> walk(from, anyOf(STEPS), taxonomy::hyponyms));
  }

  /** Returns the first sense that belongs to the split, of those a few searches find. */
  private int firstMember(IntSupplier search) {
    for (int i = 0; i < TRIES; i++) {
      int found = search.getAsInt();
      if (found != NOWHERE && isMember(found)) {
        return found;
      }
    }
    return NOWHERE;
  }

  private int walk(int from, int steps, IntFunction<int[]> neighbours) {
    int found = from;
    for (int i = 0; i < steps; i++) {
      found = step(found, neighbours);
    }
    return found;
  }

  private int step(int from, IntFunction<int[]> neighbours) {
    if (from == NOWHERE) {
      return NOWHERE;
    }
    int[] choices = neighbours.apply(from);
    return choices.length == 0 ? NOWHERE : choices[random.nextInt(choices.length)];
  }

  private boolean isMember(int index) {
    NounSynset synset = taxonomy.synset(index);
    return synset.split() == split && synset.definition().length() <= LONGEST_DEFINITION;
  }

  private boolean isAcceptable(List<LabelledPair> chain) {
    Set<Pair> distinct = new HashSet<>();
    for (LabelledPair labelled : chain) {
      Pair pair = labelled.pair();
      if (drawn.contains(pair)
          || !distinct.add(pair)
          || positivesAsFirst[pair.first()] >= POSITIVES_OF_A_SENSE
          || positivesAsSecond[pair.second()] >= POSITIVES_OF_A_SENSE
          || !(labelled.positive() || isClearlyNot(pair.first(), pair.second()))) {
        return false;
      }
    }
    return !chain.isEmpty();
  }

  /**
   * Returns whether a sense is not a kind of another by WordNet, nor of any other sense of a word
   * for it. A fish to eat is not the fish that swims, but the question would be a trap.
   */
  private boolean isClearlyNot(int first, int second) {
    List<String> words = taxonomy.synset(second).lemmas();
    return first != second
        && taxonomy.ancestors(first).stream()
            .flatMap(ancestor -> taxonomy.synset(ancestor).lemmas().stream())
            .noneMatch(words::contains);
  }

  private void accept(List<LabelledPair> chain) {
    for (LabelledPair labelled : chain) {
      drawn.add(labelled.pair());
      if (labelled.positive()) {
        positivesAsFirst[labelled.pair().first()]++;
        positivesAsSecond[labelled.pair().second()]++;
      }
    }
  }

  private Example example(LabelledPair labelled) {
    NounSynset first = taxonomy.synset(labelled.pair().first());
    NounSynset second = taxonomy.synset(labelled.pair().second());
    return new Example(
        first.key() + '/' + second.key(),
        first.describe(),
        second.describe(),
        new Label.OfClass(
            HypernymyTask.LABELS.indexOf(
                labelled.positive() ? HypernymyTask.KIND_OF : HypernymyTask.NOT_A_KIND_OF)));
  }
}
