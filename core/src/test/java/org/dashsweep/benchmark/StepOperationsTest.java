package org.dashsweep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.Activation;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.bert.BertConfig;
import org.dashsweep.model.modernbert.ModernBertConfig;
import org.junit.jupiter.api.Test;

/** Operations counted by hand: D = 2, feed-forward width 4, 2 blocks, 3 labels, N = 3, B = 2. */
final class StepOperationsTest {
  private static final BertConfig CONFIG =
      new BertConfig(2, 2, 1, 4, 10, 8, 2, 0, 1e-12, Activation.GELU, new DropoutRates(0, 0, 0, 0));
  private static final int LABELS = 3;
  private static final int[] LENGTHS = {1, 2};
  private static final Lora LORA = new Lora(1, 1, 0, TargetModules.all());

  // A block has 4 matrices of 2 x 2 and 2 of 2 x 4: 32 elements.
  private static final long LINEAR_FORWARD = 2 * 3 * 32 * 2;
  // All but the first block's three 2 x 2.
  private static final long LINEAR_BACKWARD = LINEAR_FORWARD - 2 * 3 * 3 * 4;
  // 1 * 1 + 2 * 2 pairs of tokens, two products, two blocks.
  private static final long ATTENTION_FORWARD = 2 * (1 + 4) * 2 * 2 * 2;
  private static final long HEAD = 2 * 2 * 2 * 3;
  // in + out: 4 times 4, 2 times 6, in two blocks.
  private static final long RANK_FORWARD = 2 * 3 * 28 * 2;
  // The first block's three inputs of 2.
  private static final long RANK_SPARED = 2 * 3 * 3 * 2;

  @Test
  void headOnlyHasNoBackwardPassButTheHeads() {
    assertThat(StepOperations.of(CONFIG, new HeadOnly(), LABELS, LENGTHS))
        .isEqualTo(LINEAR_FORWARD + ATTENTION_FORWARD + 2 * HEAD)
        .isEqualTo(512);
  }

  @Test
  void loraTrainsBothFactorsAndPassesGradientsOn() {
    assertThat(StepOperations.of(CONFIG, LORA, LABELS, LENGTHS))
        .isEqualTo(
            LINEAR_FORWARD
                + LINEAR_BACKWARD
                + 3 * ATTENTION_FORWARD
                + 3 * HEAD
                + 3 * RANK_FORWARD
                - RANK_SPARED)
        .isEqualTo(1980);
  }

  /** A block has 6 x 2, 2 x 2, 8 x 2 and 2 x 4, and the first one's 6 x 2 reads the embeddings. */
  @Test
  void modernBertsLayersAreItsOwn() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("model_type", "modernbert")
            .put("hidden_size", 2)
            .put("num_hidden_layers", 2)
            .put("num_attention_heads", 1)
            .put("intermediate_size", 4)
            .put("vocab_size", 10)
            .put("max_position_embeddings", 8);
    long forward = 2 * 3 * (12 + 4 + 16 + 8) * 2;
    assertThat(
            StepOperations.of(ModernBertConfig.read("tiny", json), new HeadOnly(), LABELS, LENGTHS))
        .isEqualTo(forward + ATTENTION_FORWARD + 2 * HEAD);
    long ranks = 2 * 3 * (8 + 4 + 10 + 6) * 2;
    assertThat(StepOperations.of(ModernBertConfig.read("tiny", json), LORA, LABELS, LENGTHS))
        .isEqualTo(
            forward
                + forward
                - 2 * 3 * 12
                + 3 * ATTENTION_FORWARD
                + 3 * HEAD
                + 3 * ranks
                - 2 * 3 * 2);
  }

  @Test
  void directionsNeedNoGradientOfTheirVectors() {
    LoraDash dash = new LoraDash(LORA, 1, 1, 0, DirectionLaunchCount.UPDATES);
    long coefficients = 2 * 3 * 6 * 2;
    assertThat(StepOperations.of(CONFIG, dash, LABELS, LENGTHS))
        .isEqualTo(
            StepOperations.of(CONFIG, LORA, LABELS, LENGTHS)
                + 2 * RANK_FORWARD
                - RANK_SPARED
                + coefficients)
        .isEqualTo(2688);
  }

  @Test
  void doraTakesTheNormAndWithDropoutTheFrozenProductAgain() {
    long lora = StepOperations.of(CONFIG, LORA, LABELS, LENGTHS);
    long norm = 2 * 32 * 2;
    assertThat(StepOperations.of(CONFIG, new Dora(LORA), LABELS, LENGTHS)).isEqualTo(lora + norm);
    Dora dropping = new Dora(new Lora(1, 1, 0.1, TargetModules.all()));
    assertThat(StepOperations.of(CONFIG, dropping, LABELS, LENGTHS))
        .isEqualTo(lora + norm + LINEAR_FORWARD + LINEAR_BACKWARD);
  }

  @Test
  void ranksCountAlike() {
    long none = StepOperations.of(CONFIG, LORA, LABELS, LENGTHS) - 3 * RANK_FORWARD + RANK_SPARED;
    Lora wide = new Lora(5, 1, 0, TargetModules.all());
    assertThat(StepOperations.of(CONFIG, wide, LABELS, LENGTHS))
        .isEqualTo(none + 5 * (3 * RANK_FORWARD - RANK_SPARED));
  }
}
