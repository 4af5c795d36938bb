package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dashsweep.source.Locations;
import org.dashsweep.source.RandomLlama;
import org.dashsweep.source.TinyLlama;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.ResidentMemory;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a whole trial takes on this machine is what was estimated of it. */
@Tag("native")
@Tag("memory")
@EnabledOnOs(OS.LINUX)
final class CommonsenseMemoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BLOCKS = 6;
  private static final String LORA = "  method: lora\n";
  private static final String LORA_DASH =
      "  method: lora-dash\n  directions: 4\n  launch-step: 1\n";

  private final Path models;
  private final Locations locations;

  CommonsenseMemoryTest(@TempDir Path models) {
    this.models = models;
    this.locations = Locations.of(models.toString(), null);
  }

  /**
   * The base and its singular vectors are there before: they are counted to the byte elsewhere, and
   * pages of the mapped checkpoint are not counted at all.
   */
  @ParameterizedTest
  @CsvSource({"512, float32", "256, bfloat16"})
  void aTrialTakesWhatWasEstimated(int width, String precision) throws IOException {
    write(width);
    boolean dashKept = precision.equals("bfloat16");
    try (CommonsenseTrialRunner runner = new CommonsenseTrialRunner(locations)) {
      long kept = measured(runner, config(precision, false, dashKept ? LORA_DASH : LORA));
      long recomputed = measured(runner, config(precision, true, dashKept ? LORA : LORA_DASH));
      assertThat(recomputed).as("recomputing activations saves memory").isLessThan(kept * 2 / 3);
    }
  }

  /** Scales, bottlenecks, learned keys and a copy of the base leave other gaps. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "  method: ssb\n",
        "  method: ia3\n",
        "  method: parallel\n  bottleneck: 16\n",
        "  method: prefix\n  virtual-tokens: 30\n",
        "  method: full\n"
      })
  void aTrialWithoutLowRankTakesWhatWasEstimated(String method) throws IOException {
    write(256);
    try (CommonsenseTrialRunner runner = new CommonsenseTrialRunner(locations)) {
      measured(runner, config("float32", false, method, ""));
    }
  }

  private long measured(CommonsenseTrialRunner runner, TrialConfig config) throws IOException {
    // The first one loads the base and compiles kernels.
    peak(runner, config);
    long measured = (peak(runner, config) + peak(runner, config)) / 2;
    MemoryEstimate estimate = new CommonsenseMemory(locations).estimate(config);
    assertThat(estimate.peak() - estimate.base() - estimate.singularVectors())
        .as(config.toString())
        .isCloseTo(measured, withinPercentage(15));
    return measured;
  }

  private static long peak(CommonsenseTrialRunner runner, TrialConfig config) throws IOException {
    Torch.releaseFreedMemory();
    long before = ResidentMemory.bytes();
    // See proc(5): the peak is what is resident now.
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    runner.run(TinyCommonsense.request(config, null), TrialListener.NONE);
    return ResidentMemory.peakBytes() - before;
  }

  /** Every example is as long as the cutoff, whoever counts its tokens. */
  private static TrialConfig config(String precision, boolean recomputed, String method) {
    String adapter =
        """
          rank: 4
          adapter-dropout: 0.05
          target-modules: [q_proj, k_proj, v_proj, up_proj, down_proj]
        """;
    return config(precision, recomputed, method, adapter);
  }

  private static TrialConfig config(
      String precision, boolean recomputed, String method, String adapter) {
    return TinyCommonsense.config(
        method
            + adapter
            + """
              model: wide
              data: tiny
              optimizer-steps: 3
              batch-size: 16
              cutoff: 60
              learning-rate: 1e-4
              validation-rows: 0
              evaluate-every: 0
              keep-best: false
              data-sets: [boolq]
              evaluation-rows: 1
              beams: 1
              max-new-tokens: 1
              evaluation-cache-tokens: 1
              base-precision: %s
              activation-checkpointing: %s
            """
                .formatted(precision, recomputed));
  }

  /** The bundled model's tokenizer and configuration with other sizes. */
  private void write(int width) throws IOException {
    Path directory = models.resolve("wide");
    TinyLlama.write(directory);
    int heads = width / 64;
    int wide = width * 43 / 16;
    Path file = directory.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    config.remove("head_dim");
    config
        .put("hidden_size", width)
        .put("intermediate_size", wide)
        .put("num_hidden_layers", BLOCKS)
        .put("num_attention_heads", heads)
        .put("num_key_value_heads", heads);
    JSON.writeValue(file.toFile(), config);
    Checkpoint drawn =
        new RandomLlama(config.path("vocab_size").asLong(), width, wide, width, BLOCKS, 0.02, 5)
            .draw("random");
    SafetensorsWriter.write(directory.resolve("model.safetensors"), drawn.tensors(), Map.of());
  }
}
