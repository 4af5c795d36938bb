package org.dashsweep.model.sdxl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.file.Json;
import org.dashsweep.model.Activations;
import org.dashsweep.tensor.Precision;
import org.junit.jupiter.api.Test;

final class UnetMemoryTest {
  /** The keys of stable-diffusion-xl-base-1.0's configuration that are not defaults. */
  private static final String SDXL =
      """
      {"addition_embed_type": "text_time", "addition_time_embed_dim": 256,
       "attention_head_dim": [5, 10, 20], "block_out_channels": [320, 640, 1280],
       "cross_attention_dim": 2048, "in_channels": 4, "out_channels": 4, "layers_per_block": 2,
       "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
       "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
       "projection_class_embeddings_input_dim": 2816, "transformer_layers_per_block": [1, 2, 10],
       "use_linear_projection": true}
      """;

  /** As diffusers counts them. */
  private static final long PARAMETERS = 2_567_463_684L;

  private static UnetMemory memory(Precision precision, String method) {
    return new UnetMemory(config(), precision, method(method));
  }

  private static UnetConfig config() {
    try {
      return UnetConfig.read("config.json", Json.MAPPER.readTree(SDXL));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Method method(String name) {
    return Methods.named(name)
        .orElseThrow()
        .with(Map.of("rank", 4, "target-modules", List.of("to_k", "to_out.0", "to_q", "to_v")));
  }

  @Test
  void theBaseHasTheModelsParameters() {
    assertThat(memory(Precision.FLOAT32, "lora").base()).isEqualTo(4 * PARAMETERS);
    assertThat((double) memory(Precision.BFLOAT16, "lora").base())
        .isCloseTo(2.0 * PARAMETERS, withinPercentage(0.1));
  }

  /** 5,806,080 are what peft counts of the script's rank 4. */
  @Test
  void adaptersOfTheScriptHaveTheirParameters() {
    assertThat(memory(Precision.FLOAT32, "lora").trained()).isEqualTo(4 * 5_806_080L);
  }

  /** PyTorch's FlopCounterMode counts 6.76e12 for a pass of diffusers' model at 1024². */
  @Test
  void operationsAreThoseOfTheModel() {
    assertThat(memory(Precision.FLOAT32, "lora").operations(128))
        .isCloseTo(6.76e12, withinPercentage(1));
  }

  @Test
  void recomputedActivationsFitIntoASmallGpu() {
    UnetMemory memory = memory(Precision.BFLOAT16, "lora-dash");
    long kept = memory.gpuActivations(1, 128, Activations.KEPT);
    long recomputed = memory.gpuActivations(1, 128, Activations.RECOMPUTED);
    assertThat(recomputed).isLessThan(kept / 2);
    assertThat(memory.base() + 4 * memory.trained() + recomputed).isLessThan(22L << 30);
    assertThat(memory.gpuActivations(4, 128, Activations.KEPT)).isBetween(3 * kept, 4 * kept);
    assertThat(memory.activations(1, 128, Activations.KEPT)).isGreaterThanOrEqualTo(kept);
  }
}
