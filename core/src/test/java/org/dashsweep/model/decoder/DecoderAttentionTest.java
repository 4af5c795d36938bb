package org.dashsweep.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two ways to attend, with 4 heads of queries that share 2 of keys and values. */
@Tag("native")
final class DecoderAttentionTest {
  private static final int[] LENGTHS = {3, 7, 1, 5};
  private static final int TOKENS = 16;
  private static final int HEAD_WIDTH = 6;

  /** Tokens of a beginning. */
  private static final int BEFORE = 5;

  private static final List<Integer> HEADS = List.of(4, 2, 2);

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  /** As a GPU computes it and as a processor does, gradients included. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 4, 1})
  void rectanglesAreAttendedToAsSequencesAre(int window) {
    List<float[]> sequences = attend(false, window);
    List<float[]> rectangle = attend(true, window);
    assertThat(rectangle.get(0)).hasSize(TOKENS * 4 * HEAD_WIDTH);
    assertThat(rectangle).hasSize(1 + HEADS.size());
    for (int i = 0; i < rectangle.size(); i++) {
      assertClose(rectangle.get(i), sequences.get(i));
    }
  }

  /** As a GPU reads prompts behind a beginning and as a processor does. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 9, 4, 1})
  void rectanglesBehindABeginningAreReadAsSequencesAre(int window) {
    assertClose(attendBehind(true, window), attendBehind(false, window));
  }

  private static float[] attendBehind(boolean asRectangle, int window) {
    PackedBatch batch = batch();
    Random random = new Random(12);
    try (TensorScope scope = TensorScope.open();
        ScriptModule script = DecoderSources.decoder(scope, config(window))) {
      Map<String, Tensor> layout = new LinkedHashMap<>();
      layout.put("lengths", batch.lengths(scope));
      if (asRectangle) {
        layout.putAll(batch.rectangle(scope));
      }
      if (window < batch.longest() + BEFORE) {
        layout.put("window", windowMask(scope, script, batch));
      }
      Arguments arguments =
          new Arguments()
              .list(
                  "heads",
                  HEADS.stream().map(count -> heads(scope, random, TOKENS, count)).toList())
              .dictionary("layout", layout)
              .dictionary(
                  "p",
                  Map.of(
                      "self_attn.k_proj.prefix", before(scope, 13),
                      "self_attn.v_proj.prefix", before(scope, 14)));
      return script.evaluate(scope, "attend_prompts", arguments).get(0).floats();
    }
  }

  private static Tensor heads(TensorScope scope, Random random, int tokens, int count) {
    return scope.floats(normal(random, tokens * count * HEAD_WIDTH), tokens, count, HEAD_WIDTH);
  }

  private static Tensor before(TensorScope scope, long seed) {
    return scope.floats(normal(new Random(seed), BEFORE * 2 * HEAD_WIDTH), BEFORE, 2 * HEAD_WIDTH);
  }

  private static DecoderConfig config(int window) {
    return new DecoderConfig(
        24,
        1,
        4,
        2,
        HEAD_WIDTH,
        32,
        10,
        64,
        -1,
        1e-5,
        false,
        new RotaryEmbedding(10_000, new RotaryEmbedding.Unscaled()),
        new DecoderAttention(AttentionBiases.NONE, false, new SlidingWindow(window, Set.of(0))));
  }

  /** What is attended to, and the gradients of queries, keys and values. */
  private static List<float[]> attend(boolean asRectangle, int window) {
    DecoderConfig config = config(window);
    PackedBatch batch = batch();
    Random random = new Random(11);
    try (TensorScope scope = TensorScope.open();
        ScriptModule script = DecoderSources.model(scope, config, 0)) {
      Map<String, Tensor> layout = new LinkedHashMap<>();
      layout.put("lengths", batch.lengths(scope));
      if (asRectangle) {
        layout.putAll(batch.rectangle(scope));
      }
      if (window < batch.longest()) {
        layout.put("window", windowMask(scope, script, batch));
      }
      List<Tensor> heads = new ArrayList<>();
      for (int count : HEADS) {
        heads.add(
            scope
                .floats(normal(random, TOKENS * count * HEAD_WIDTH), TOKENS, count, HEAD_WIDTH)
                .recordGradient());
      }
      Tensor context =
          script
              .differentiate(
                  scope,
                  "attend",
                  new Arguments()
                      .list("heads", heads)
                      .dictionary("layout", layout)
                      .dictionary("p", Map.of("unread", scope.number(0))))
              .get(0);
      Tensor upstream =
          scope.floats(normal(random, TOKENS * 4 * HEAD_WIDTH), TOKENS, 4 * HEAD_WIDTH);
      Autograd.backward(context, upstream);
      List<float[]> results = new ArrayList<>();
      results.add(context.floats());
      for (Tensor head : heads) {
        try (Tensor gradient = Objects.requireNonNull(head.gradient())) {
          results.add(gradient.floats());
        }
      }
      return results;
    }
  }

  private static Tensor windowMask(TensorScope scope, ScriptModule script, PackedBatch batch) {
    return script
        .compute(
            scope,
            "window_mask",
            new Arguments().tensor(batch.positions(scope)).tensor(scope.number(batch.longest())))
        .get(0);
  }

  private static PackedBatch batch() {
    List<PackedBatch.Sequence> sequences = new ArrayList<>();
    for (int length : LENGTHS) {
      int[] tokens = new int[length];
      sequences.add(() -> tokens);
    }
    return PackedBatch.of(sequences);
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }
}
