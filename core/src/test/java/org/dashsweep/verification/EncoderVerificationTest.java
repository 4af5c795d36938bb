package org.dashsweep.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dashsweep.model.ModelException;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
final class EncoderVerificationTest {
  private final Path folder;
  private final ModelCopy model;

  EncoderVerificationTest(@TempDir Path folder) {
    this.folder = folder;
    this.model = ModelCopy.of("bert-tiny", folder);
  }

  @Test
  void agreesWithTransformers() {
    Verification verification = Verifier.verify(folder);

    assertThat(verification.passed()).isTrue();
    assertThat(verification.checks())
        .extracting(TensorCheck::name)
        .containsExactly(
            "hidden.0",
            "hidden.1",
            "hidden.2",
            "hidden.3",
            "logits",
            "loss",
            "grad.bert.encoder.layer.0.attention.self.query.weight",
            "grad.bert.encoder.layer.1.attention.self.query.weight",
            "grad.bert.encoder.layer.2.attention.self.query.weight",
            "grad.classifier.weight");
    TensorCheck.Compared hidden = (TensorCheck.Compared) verification.checks().get(0);
    assertThat(hidden.shape()).containsExactly(4L, 17L, 48L);
    assertThat(hidden.elements()).as("padding is left out").isEqualTo((17 + 9 + 5 + 12) * 48);
  }

  @Test
  void agreesWithTransformersOnDeberta() {
    ModelCopy.of("deberta-v3-tiny", folder);

    assertThat(Verifier.verify(folder).checks())
        .allSatisfy(check -> assertThat(check.failed()).as(check.toString()).isFalse())
        .extracting(TensorCheck::name)
        .containsExactly(
            "hidden.0",
            "hidden.1",
            "hidden.2",
            "hidden.3",
            "logits",
            "loss",
            "grad.classifier.weight",
            "grad.deberta.encoder.layer.0.attention.self.query_proj.weight",
            "grad.deberta.encoder.layer.1.attention.self.query_proj.weight",
            "grad.deberta.encoder.layer.2.attention.self.query_proj.weight");
  }

  /** With all of their gradients, every kind of attention that a configuration can ask for. */
  @ParameterizedTest
  @CsvSource({
    "deberta-c2p, 51",
    "deberta-p2c, 48",
    "deberta-own-projections, 55",
    "deberta-absolute, 45",
    "deberta-content, 44"
  })
  void agreesWithPlainPyTorch(String name, int tensors) {
    ModelCopy.of(name, folder);

    assertThat(Verifier.verify(folder).checks())
        .hasSize(tensors)
        .allSatisfy(check -> assertThat(check.failed()).as(check.toString()).isFalse());
  }

  /**
   * With all of their gradients. ModernBERT's texts are longer than its windows; RoBERTa's hold the
   * padding token as a token of their own, and one of ModernBERT's configurations is of the form
   * before transformers 5.
   */
  @ParameterizedTest
  @CsvSource({
    "roberta-tiny, 46",
    "xlm-roberta-tiny, 46",
    "modernbert-tiny, 37",
    "modernbert-biases, 51"
  })
  void agreesWithTransformersOnEveryTensor(String name, int tensors) {
    ModelCopy.of(name, folder);

    assertThat(Verifier.verify(folder).checks())
        .hasSize(tensors)
        .allSatisfy(check -> assertThat(check.failed()).as(check.toString()).isFalse());
  }

  @Test
  void aRegressionHasScores() {
    ModelCopy regression = ModelCopy.of("deberta-p2c", folder);
    regression.editFloats("labels", scores -> scores[1] += 0.1f);

    assertThat(Verifier.verify(folder).checks().stream().filter(TensorCheck::failed))
        .extracting(TensorCheck::name)
        .contains("loss", "grad.classifier.bias")
        .doesNotContain("logits");

    regression.edit(reference -> reference.put("labels", ModelCopy.floats(List.of(2L), 0, 0)));
    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContaining("labels holds 2 scores for 3 examples");
  }

  /** Transformers gives a regression's logits as (B,), and its own head (B, 1). */
  @Test
  void aRegressionsReferenceMayBeSqueezed() {
    ModelCopy regression = ModelCopy.of("deberta-p2c", folder);
    regression.reshape("logits", 3);

    Verification verification = Verifier.verify(folder);

    assertThat(verification.passed()).isTrue();
    assertThat(verification.checks())
        .filteredOn(check -> check.name().equals("logits"))
        .singleElement()
        .satisfies(check -> assertThat(check.shape()).containsExactly(3L));

    regression.reshape("logits", 1, 3);
    assertThat(Verifier.verify(folder).passed()).isFalse();
  }

  /** As bert-base-uncased's published weights call the parameters of its LayerNorms. */
  @ParameterizedTest
  @ValueSource(strings = {"bert.", ""})
  void readsTheFormerNamesOfLayerNormsParameters(String prefix) {
    Path weights = folder.resolve("model.safetensors");
    Map<String, StoredTensor> former = new TreeMap<>();
    SafetensorsReader.read(weights)
        .tensors()
        .forEach(
            (name, tensor) ->
                former.put(
                    name.replaceFirst("^bert\\.", prefix)
                        .replace("LayerNorm.weight", "LayerNorm.gamma")
                        .replace("LayerNorm.bias", "LayerNorm.beta"),
                    tensor));
    SafetensorsWriter.write(weights, former, Map.of());
    model.edit(reference -> reference.keySet().removeIf(name -> name.startsWith("grad.bert.")));

    Verification verification = Verifier.verify(folder);

    assertThat(verification.passed()).isTrue();
    assertThat(verification.checks()).extracting(TensorCheck::name).contains("logits", "hidden.3");
  }

  @Test
  void failsForEveryKindOfOutputThatIsOffByOneThousandth() {
    for (String name :
        List.of(
            "hidden.2",
            "logits",
            "loss",
            "grad.bert.encoder.layer.0.attention.self.query.weight",
            "grad.classifier.weight")) {
      ModelCopy.of("bert-tiny", folder).editFloats(name, values -> values[0] += 1e-3f);

      Verification verification = Verifier.verify(folder);

      assertThat(verification.passed()).isFalse();
      assertThat(verification.checks().stream().filter(TensorCheck::failed))
          .extracting(TensorCheck::name)
          .containsExactly(name);
    }
  }

  @Test
  void knowsTheGradientOfEveryTensorOfTheCheckpoint() {
    Map<String, StoredTensor> weights =
        SafetensorsReader.read(folder.resolve("model.safetensors")).tensors();
    model.edit(
        reference ->
            weights.forEach((name, weight) -> reference.put("grad." + name, zeros(weight))));

    Map<String, TensorCheck> checks =
        Verifier.verify(folder).checks().stream()
            .collect(Collectors.toMap(TensorCheck::name, Function.identity()));

    weights.forEach(
        (name, weight) -> {
          TensorCheck check = Objects.requireNonNull(checks.get("grad." + name), name);
          assertThat(check).isInstanceOf(TensorCheck.Compared.class);
          assertThat(check.shape()).isEqualTo(weight.shape());
          // Softmax does not see a key's bias: its gradient is zero but for rounding.
          assertThat(check.failed()).as(name).isEqualTo(!name.endsWith("self.key.bias"));
        });
  }

  /** Of rows in the middle and at the end of a joined tensor, of a norm and of a head. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert.encoder.layer.1.attention.self.value.bias",
        "bert.encoder.layer.0.output.LayerNorm.weight",
        "bert.pooler.dense.bias",
        "classifier.bias"
      })
  void gradientsAreSlopesOfTheLoss(String name) {
    LossSlopes slopes = new LossSlopes(model, "", name);
    for (int element : new int[] {1, slopes.elements() - 1}) {
      double slope = slopes.measured(element);

      assertThat(slopes.recomputed(element)).isCloseTo(slope, LossSlopes.tolerance(slope));
    }
  }

  private static StoredTensor zeros(StoredTensor like) {
    return ModelCopy.floats(like.shape(), new float[(int) like.elements()]);
  }

  @Test
  void leavesPaddingOut() {
    model.editFloats("hidden.1", values -> values[(1 * 17 + 16) * 48] = Float.NaN);

    assertThat(Verifier.verify(folder).passed()).isTrue();
  }

  @Test
  void failsForAnotherShape() {
    model.reshape("logits", 3, 4);

    assertThat(Verifier.verify(folder).checks())
        .filteredOn(TensorCheck::failed)
        .containsExactly(
            new TensorCheck.Incomparable(
                "logits", List.of(3L, 4L), "the model gives shape [4, 3]"));
  }

  @Test
  void rejectsAReferenceThatIsNotFinite() {
    model.editFloats("logits", values -> values[1] = Float.POSITIVE_INFINITY);

    assertThatThrownBy(() -> Verifier.verify(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("reference.safetensors", "tensor logits holds Infinity");
  }

  @Test
  void rejectsMasksThatItCannotPack() {
    model.editLongs("attention_mask", mask -> mask[17 + 3] = 0);
    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContainingAll("reference.safetensors", "one run of ones", "row 1");

    model.editLongs("attention_mask", mask -> IntStream.range(17, 21).forEach(i -> mask[i] = 0));
    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContainingAll("attention_mask", "padding before the tokens of row 1");

    model.editLongs("attention_mask", mask -> IntStream.range(17, 34).forEach(i -> mask[i] = 0));
    assertThatThrownBy(() -> Verifier.verify(folder)).hasMessageContaining("one run of ones");
  }

  @Test
  void rejectsInputsThatTheModelDoesNotKnow() {
    model.editLongs("input_ids", ids -> ids[2] = 211);
    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContaining("tensor input_ids holds 211 in row 0; the model knows 0 to 210");
  }

  @Test
  void rejectsNamesThatTheModelDoesNotHave() {
    model.rename("hidden.3", "hidden.4");
    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContainingAll("tensor hidden.4 is not known", "hidden.0 to hidden.3");

    model.rename("hidden.4", "grad.bert.encoder.layer.7.output.dense.bias");
    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContainingAll("layer.7.output.dense.bias", "the model does not have");
  }

  @Test
  void namesTheFileThatIsAtFault() throws Exception {
    Path config = folder.resolve("config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"model_type\": \"bert\"", "\"model_type\": \"gpt2\""));
    assertThatThrownBy(() -> Verifier.verify(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("config.json", "gpt2", "bert");

    Files.writeString(config, text.replace("\"gelu\"", "\"quick_gelu\""));
    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContainingAll("config.json", "hidden_act");

    Files.writeString(config, text);
    Files.delete(folder.resolve("reference.safetensors"));
    assertThatThrownBy(() -> Verifier.verify(folder))
        .hasMessageContaining("reference.safetensors does not exist");
  }
}
