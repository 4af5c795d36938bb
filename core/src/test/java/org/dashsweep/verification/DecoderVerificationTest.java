package org.dashsweep.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.dashsweep.model.catalogue.TinyDecoder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
final class DecoderVerificationTest {
  private final Path folder;

  DecoderVerificationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** LLaMA 3 adds stretched rotary frequencies and heads that share keys and values. */
  @ParameterizedTest
  @ValueSource(strings = {"llama2-tiny", "llama3-tiny"})
  void agreesWithTransformers(String name) {
    ModelCopy.of(name, folder);

    Verification verification = Verifier.verify(folder);

    assertThat(verification.passed()).isTrue();
    assertThat(verification.checks())
        .filteredOn(check -> check instanceof TensorCheck.Compared)
        .extracting(TensorCheck::name)
        .containsExactly(
            "left.logits",
            "left.loss",
            "left.grad.model.layers.0.self_attn.q_proj.weight",
            "left.grad.model.layers.1.mlp.down_proj.weight",
            "right.logits",
            "right.loss",
            "right.grad.model.layers.0.self_attn.q_proj.weight",
            "right.grad.model.layers.1.mlp.down_proj.weight",
            "generate.beams1.sequences",
            "generate.beams4.sequences",
            "generate.beams4.sequences_scores");
    assertThat(((TensorCheck.Compared) verification.checks().get(0)).elements())
        .as("logits of padding are left out")
        .isEqualTo((21 + 8 + 14) * 199);
  }

  /** Every check of these directories is of another family, as transformers saves it. */
  @ParameterizedTest
  @CsvSource({
    TinyDecoder.MISTRAL + ",2,5",
    TinyDecoder.QWEN2 + ",3,6",
    TinyDecoder.QWEN3 + ",2,6",
    TinyDecoder.QWEN3_BIASED + ",3,5"
  })
  void agreesWithTransformersOnOtherFamilies(String name, int blocks, int gradients) {
    Verification verification = Verifier.verify(TinyDecoder.path(name));

    assertThat(verification.checks()).filteredOn(TensorCheck::failed).isEmpty();
    assertThat(verification.passed()).isTrue();
    assertThat(verification.checks())
        .filteredOn(check -> check instanceof TensorCheck.Compared)
        .extracting(TensorCheck::name)
        .hasSize(2 * (2 + gradients) + blocks + 1 + 3)
        .contains(
            "left.logits",
            "right.hidden." + blocks,
            "right.loss",
            "generate.beams1.sequences",
            "generate.beams4.sequences",
            "generate.beams4.sequences_scores");
  }

  /** The texts are longer than the windows, so that another window gives other numbers. */
  @ParameterizedTest
  @CsvSource({
    TinyDecoder.MISTRAL + ",4,5",
    TinyDecoder.MISTRAL + ",4,3",
    TinyDecoder.QWEN3_BIASED + ",3,4"
  })
  void failsForAnotherWindow(String name, int window, int other) throws IOException {
    ModelCopy.of(name, folder);
    Path config = folder.resolve("config.json");
    String key = "\"sliding_window\": ";
    String text = Files.readString(config);
    assertThat(text).contains(key + window);
    Files.writeString(config, text.replace(key + window, key + other));

    assertThat(Verifier.verify(folder).checks())
        .filteredOn(TensorCheck::failed)
        .extracting(TensorCheck::name)
        .contains("left.logits", "right.logits", "right.loss");
  }

  /**
   * Heads whose widths do not add up to the hidden size, one of keys and values, a tied head,
   * linear scaling in the older form, weights in bfloat16.
   */
  @Test
  void agreesOnWhatPublishedModelsMayHave() {
    ModelCopy.of("llama-odd-tiny", folder);

    Verification verification = Verifier.verify(folder);

    assertThat(verification.passed()).isTrue();
    assertThat(verification.checks())
        .extracting(TensorCheck::name)
        .containsExactly(
            "hidden.0",
            "hidden.1",
            "hidden.2",
            "logits",
            "loss",
            "grad.model.embed_tokens.weight",
            "grad.model.layers.0.self_attn.k_proj.weight",
            "grad.model.layers.0.self_attn.q_proj.weight",
            "grad.model.layers.1.self_attn.o_proj.weight",
            "grad.model.norm.weight");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"left.logits", "right.loss", "left.grad.model.layers.1.mlp.down_proj.weight"})
  void failsForAnOutputThatIsOffByOneThousandth(String name) {
    // The last element: the first is of padding on the left.
    ModelCopy.of("llama3-tiny", folder)
        .editFloats(name, values -> values[values.length - 1] += 1e-3f);

    assertThat(Verifier.verify(folder).checks())
        .filteredOn(TensorCheck::failed)
        .extracting(TensorCheck::name)
        .containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate.beams1.sequences", "generate.beams4.sequences"})
  void failsForOneTokenThatIsNotGenerated(String name) {
    ModelCopy.of("llama3-tiny", folder).editLongs(name, values -> values[values.length - 1]++);

    assertThat(Verifier.verify(folder).checks())
        .filteredOn(TensorCheck::failed)
        .extracting(TensorCheck::name)
        .containsExactly(name);
  }

  /** transformers fills what is behind a text's end, in other versions with another token. */
  @Test
  void whatIsBehindATextsEndIsNotCompared() throws IOException {
    ModelCopy model = ModelCopy.of("llama2-tiny", folder);
    // The second row's greedy text is 81 106 71 71 and so on.
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [106, 2]}");
    model.edit(tensors -> tensors.keySet().removeIf(name -> name.contains("beams4")));
    model.editLongs("generate.beams1.sequences", values -> Arrays.fill(values, 33 + 23, 66, 0));
    assertThat(Verifier.verify(folder).passed()).isTrue();

    model.editLongs("generate.beams1.sequences", values -> values[33 + 24] = 71);
    assertThat(Verifier.verify(folder).passed()).isFalse();
  }

  @Test
  void rejectsAnotherSearch() throws IOException {
    ModelCopy.of("llama2-tiny", folder);
    Files.writeString(
        folder.resolve("reference.json"), "{\"notes\": \"4 beams, early_stopping True\"}");

    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContainingAll("reference.json", "early_stopping True", "only");
  }

  @Test
  void takesOneBatchWithoutASide() {
    ModelCopy model = ModelCopy.of("llama2-tiny", folder);
    model.edit(
        tensors -> {
          tensors.keySet().removeIf(name -> !name.startsWith("right."));
          for (String name : List.copyOf(tensors.keySet())) {
            tensors.put(
                name.substring("right.".length()), Objects.requireNonNull(tensors.remove(name)));
          }
        });

    Verification verification = Verifier.verify(folder);

    assertThat(verification.passed()).isTrue();
    assertThat(verification.checks())
        .extracting(TensorCheck::name)
        .containsExactly(
            "logits",
            "loss",
            "grad.model.layers.0.self_attn.q_proj.weight",
            "grad.model.layers.1.mlp.down_proj.weight");
  }

  @Test
  void rejectsGradientsOfABatchThatIsNotThere() {
    ModelCopy.of("llama2-tiny", folder).rename("left.input_ids", "other.input_ids");

    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContainingAll("tensor left.attention_mask is not known", "input_ids");
  }

  /** Of rows in the middle and at the end of joined tensors, and of the embeddings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.layers.0.self_attn.v_proj.weight",
        "model.layers.1.mlp.up_proj.weight",
        "model.layers.0.input_layernorm.weight",
        "model.embed_tokens.weight"
      })
  void gradientsAreSlopesOfTheLoss(String name) {
    LossSlopes slopes = new LossSlopes(ModelCopy.of("llama3-tiny", folder), "right.", name);
    // Row 106 of the embeddings is the batch's first token.
    int element = name.endsWith("embed_tokens.weight") ? 106 * 64 : slopes.elements() - 1;

    double slope = slopes.measured(element);

    assertThat(Math.abs(slope)).isGreaterThan(1e-3);
    assertThat(slopes.recomputed(element)).isCloseTo(slope, LossSlopes.tolerance(slope));
  }

  @ParameterizedTest
  @CsvSource({"input_ids,199,knows 0 to 198", "labels,-7,a label is a token or -100"})
  void rejectsTokensThatTheModelDoesNotKnow(String name, long value, String message) {
    ModelCopy.of("llama2-tiny", folder).editLongs("left." + name, values -> values[2] = value);

    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContainingAll("reference.safetensors", "left." + name, message);
  }
}
