package org.dashsweep.adapter.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.adapter.AdaLora;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Ia3;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.RankBudget;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.merge.MergedModel;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters that PEFT wrote in other forms than LoRA's, with the logits that it gives with them. */
@Tag("native")
final class PeftFormatsTest {
  private static final float TOLERANCE = 1e-5f;

  private final Path folder;

  PeftFormatsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  private static Path saved(String kind) {
    return TracedLlama.resource("adapter/peft/" + kind);
  }

  private static StoredTensor reference(String kind, String name) {
    return SafetensorsReader.read(saved(kind).resolve("reference.safetensors")).tensor(name);
  }

  private static float[] logits(String kind) {
    return reference(kind, "logits").toFloats();
  }

  private static List<int[]> texts(String kind) {
    long[] tokens = reference(kind, "tokens").toLongs();
    List<int[]> texts = new ArrayList<>();
    int from = 0;
    for (long length : reference(kind, "lengths").toLongs()) {
      int to = from + Math.toIntExact(length);
      texts.add(Arrays.stream(tokens, from, to).mapToInt(Math::toIntExact).toArray());
      from = to;
    }
    return texts;
  }

  /** Its ranks differ by layer, down to none: PEFT has cut the masked ones off. */
  @Test
  void adaloraIsReadAndWritten() {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TracedLlama.load()) {
      AdapterSet adapters = new AdapterSet(scope);
      Method method = PeftAdapter.read(saved("adalora")).attach(adapters, base);
      assertThat(method)
          .isEqualTo(
              new AdaLora(
                  new Lora(
                      6,
                      8,
                      0,
                      new TargetModules(
                          List.of(
                              "mlp.down_proj",
                              "mlp.up_proj",
                              "self_attn.k_proj",
                              "self_attn.q_proj",
                              "self_attn.v_proj"))),
                  4,
                  new RankBudget(2, 4, 2),
                  0.85,
                  0.85,
                  0.5));
      assertThat(TracedLlama.logits(texts("adalora"), base, adapters))
          .containsExactly(logits("adalora"), within(TOLERANCE));

      AdapterDirectory.write(
          folder,
          method,
          adapters,
          new AdaptedModel(base, "llama2-tiny", TaskType.CAUSAL_LM, Map.of()),
          Map.of());
      AdapterSet again = new AdapterSet(scope);
      assertThat(PeftAdapter.read(folder).attach(again, base)).isEqualTo(method);
      assertThat(TracedLlama.logits(texts("adalora"), base, again))
          .containsExactly(logits("adalora"), within(TOLERANCE));
    }
  }

  @Test
  void anAdaloraWhoseMaskIsNotThatOfItsTensorsIsRefused() throws IOException {
    Files.copy(saved("adalora").resolve(PeftAdapter.WEIGHTS), folder.resolve(PeftAdapter.WEIGHTS));
    String config = Files.readString(saved("adalora").resolve(PeftAdapter.CONFIG));
    Files.writeString(
        folder.resolve(PeftAdapter.CONFIG),
        config.replaceFirst("(layers.0.self_attn.k_proj.lora_E\": \\[\\s*)true", "$1false"));
    try (DecoderModel base = TracedLlama.load();
        TensorScope scope = TensorScope.open()) {
      PeftAdapter adapter = PeftAdapter.read(folder);
      AdapterSet adapters = new AdapterSet(scope);
      assertThatThrownBy(() -> adapter.attach(adapters, base))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContainingAll(
              "layers.0.self_attn.k_proj.lora_A of shape [5, 48]", "asks for [6, in]");
    }
    Files.writeString(
        folder.resolve(PeftAdapter.CONFIG), config.replace("\"target_r\": 4", "\"target_r\": 7"));
    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .hasMessageContaining("target_r must not be above init_r: 7");
  }

  /** Keys and values are scaled behind their biases, the feed-forward layer's input before. */
  @Test
  void ia3IsReadAndWritten() {
    HuggingFaceDirectory files =
        HuggingFaceDirectory.read(TracedLlama.resource("verification/bert-tiny"));
    TensorScope trial = TensorScope.open();
    TensorScope other = TensorScope.open();
    try (EncoderModel base =
        EncoderFamilies.of(files.checkpoint(), files.config())
            .load(files.checkpoint(), files.config(), Precision.FLOAT32, Device.cpu())) {
      AdapterSet adapters = new AdapterSet(trial);
      PeftAdapter adapter = PeftAdapter.read(saved("ia3"));
      Method method = adapter.attach(adapters, base);
      assertThat(method)
          .isEqualTo(
              new Ia3(
                  new TargetModules(List.of("all-keys", "all-values")),
                  new TargetModules(List.of("all-down"))));
      Map<String, Tensor> head = new LinkedHashMap<>();
      try (EncoderClassifier model = classifier(base, trial, adapters, adapter)) {
        assertLogits(model);
        model.head().forEach((name, tensor) -> head.put(base.headName(name), tensor));
        AdapterDirectory.write(
            folder,
            method,
            adapters,
            new AdaptedModel(base, "bert-tiny", TaskType.SEQ_CLS, head),
            Map.of());
      }
      AdapterSet again = new AdapterSet(other);
      PeftAdapter written = PeftAdapter.read(folder);
      assertThat(written.weights().tensors().keySet())
          .isEqualTo(adapter.weights().tensors().keySet());
      assertThat(written.attach(again, base)).isEqualTo(method);
      try (EncoderClassifier model = classifier(base, other, again, written)) {
        assertLogits(model);
      }
    }
  }

  @Test
  void ia3IsMergedWithItsBiases() {
    HuggingFaceDirectory files =
        HuggingFaceDirectory.read(TracedLlama.resource("verification/bert-tiny"));
    MergedModel.write(
        folder,
        files.checkpoint(),
        files.config(),
        AdapterDirectory.read(saved("ia3")),
        Long.MAX_VALUE);
    HuggingFaceDirectory merged = HuggingFaceDirectory.read(folder);
    TensorScope trial = TensorScope.open();
    try (EncoderModel base =
            EncoderFamilies.of(merged.checkpoint(), merged.config())
                .load(merged.checkpoint(), merged.config(), Precision.FLOAT32, Device.cpu());
        EncoderClassifier model =
            classifier(base, trial, new AdapterSet(trial), PeftAdapter.read(saved("ia3")))) {
      assertLogits(model);
    }
  }

  private static EncoderClassifier classifier(
      EncoderModel base, TensorScope scope, AdapterSet adapters, PeftAdapter adapter) {
    EncoderClassifier model =
        base.classifier(
            scope,
            adapters,
            new ClassifierSettings(3, Pooling.FIRST, 0, 0, 0, 0, PositionAdapters.BOTH, 1));
    model
        .head()
        .forEach(
            (name, tensor) ->
                tensor.set(
                    Objects.requireNonNull(adapter.modules().get(base.headName(name))).toFloats()));
    return model;
  }

  private static void assertLogits(EncoderClassifier model) {
    List<EncodedText> texts =
        texts("ia3").stream().map(text -> new EncodedText(text, new int[text.length])).toList();
    try (TensorScope scope = TensorScope.open()) {
      assertThat(
              model.trainingLogits(scope, PackedBatch.of(texts), DropoutSeeds.EVALUATION).floats())
          .containsExactly(logits("ia3"), within(TOLERANCE));
    }
  }
}
