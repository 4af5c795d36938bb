package org.dashsweep.adapter.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dashsweep.adapter.AdaLora;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Ia3;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.PrefixTuning;
import org.dashsweep.adapter.RankBudget;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.Vera;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.model.catalogue.TinyDecoder;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Their tensors are of all layers at once, or drawn from a seed, or of keys and values alone. */
  @ParameterizedTest
  @CsvSource({
    "vera, llama3-tiny",
    "vera-drawn, llama3-tiny",
    "prefix, llama2-tiny",
    "prefix-grouped, llama3-tiny",
    "prefix-projected, llama3-tiny",
    "prefix-window, qwen2-tiny",
    "prefix-windows, mistral-tiny"
  })
  void tensorsOfAllLayersAreReadAndWritten(String kind, String model) {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyDecoder.of(model).load(Precision.FLOAT32)) {
      AdapterSet adapters = new AdapterSet(scope);
      Method method = PeftAdapter.read(saved(kind)).attach(adapters, base);
      assertThat(TracedLlama.logits(texts(kind), base, adapters))
          .containsExactly(logits(kind), within(TOLERANCE));

      AdapterDirectory.write(
          folder,
          method,
          adapters,
          new AdaptedModel(base, model, TaskType.CAUSAL_LM, Map.of()),
          Map.of());
      assertThat(folder).isDirectoryNotContaining("glob:**dash_sweep.safetensors");
      AdapterSet again = new AdapterSet(scope);
      assertThat(AdapterDirectory.read(folder).attach(again, base)).isEqualTo(method);
      assertThat(TracedLlama.logits(texts(kind), base, again))
          .containsExactly(logits(kind), within(TOLERANCE));
    }
  }

  /**
   * A trial with another seed goes on from projections in the file; those drawn anew need theirs.
   */
  @ParameterizedTest
  @CsvSource({"vera, 5", "vera-drawn, 77"})
  void aVeraGoesOnFromItsOwnProjections(String kind, int seed) {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyDecoder.of("llama3-tiny").load(Precision.FLOAT32)) {
      TargetModules targets = new TargetModules(List.of("all-queries", "all-values", "all-down"));
      Method method = new Vera(6, 0, 0.1, seed, targets);
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 3);
      float[] frozen = TracedLlama.logits(texts(kind), base, new AdapterSet(scope));
      assertThat(TracedLlama.logits(texts(kind), base, adapters))
          .containsExactly(frozen, within(TOLERANCE));
      AdapterDirectory.read(saved(kind)).restore(method, adapters, base);
      assertThat(TracedLlama.logits(texts(kind), base, adapters))
          .containsExactly(logits(kind), within(TOLERANCE));
      assertThat(adapters.trainedByName()).hasSize(2 * 3 * base.config().blocks());
    }
  }

  @Test
  void projectionsOfAnotherSeedAreRefused() {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyDecoder.of("llama3-tiny").load(Precision.FLOAT32)) {
      TargetModules targets = new TargetModules(List.of("all-queries", "all-values", "all-down"));
      Method method = new Vera(6, 0, 0.1, 5, targets);
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 3);
      AdapterDirectory drawn = AdapterDirectory.read(saved("vera-drawn"));
      assertThatThrownBy(() -> drawn.restore(method, adapters, base))
          .hasMessageContaining("its projection-seed is 77, the trial's 5");
    }
  }

  /** PEFT has drawn both from one seed. */
  @Test
  void projectionsAreDrawnAsPyTorchDrawsThem() {
    try (TensorScope scope = TensorScope.open();
        DecoderModel base = TinyDecoder.of("llama3-tiny").load(Precision.FLOAT32)) {
      AdapterSet saved = new AdapterSet(scope);
      AdapterSet drawn = new AdapterSet(scope);
      PeftAdapter.read(saved("vera")).attach(saved, base);
      PeftAdapter.read(saved("vera-drawn")).attach(drawn, base);
      assertThat(saved.layers()).hasSize(3 * base.config().blocks());
      for (LinearLayer layer : saved.layers()) {
        assertThat(drawn.get(layer, Vera.A).floats()).isEqualTo(saved.get(layer, Vera.A).floats());
        assertThat(drawn.get(layer, Vera.B).floats()).isEqualTo(saved.get(layer, Vera.B).floats());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vera", "vera-drawn"})
  void aVeraIsMerged(String kind) {
    TinyDecoder tiny = TinyDecoder.of("llama3-tiny");
    MergedModel.write(
        folder,
        tiny.directory().checkpoint(),
        tiny.directory().config(),
        AdapterDirectory.read(saved(kind)),
        Long.MAX_VALUE);
    HuggingFaceDirectory merged = HuggingFaceDirectory.read(folder);
    try (TensorScope scope = TensorScope.open();
        DecoderModel model =
            DecoderModel.load(merged.checkpoint(), tiny.config(), Precision.FLOAT32)) {
      assertThat(TracedLlama.logits(texts(kind), model, new AdapterSet(scope)))
          .containsExactly(logits(kind), within(TOLERANCE));
    }
  }

  @Test
  void whatDoesNotFitTheBaseIsRefused() throws IOException {
    try (TensorScope scope = TensorScope.open();
        DecoderModel other = TracedLlama.load();
        DecoderModel base = TinyDecoder.of("llama3-tiny").load(Precision.FLOAT32)) {
      assertRefused("prefix-grouped", scope, other, "prompt_embeddings has shape [3, 64] instead");
      assertRefused("vera", scope, other, "vera_lambda_b");
      PeftAdapter prefix =
          edited("prefix-grouped", "num_attention_heads\": 2", "num_attention_heads\": 4");
      assertThatThrownBy(() -> prefix.attach(new AdapterSet(scope), base))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("num_attention_heads is 4, and the base has 2 heads of keys");
      PeftAdapter drawn =
          edited("vera-drawn", "save_projection\": false", "save_projection\": true");
      assertThatThrownBy(() -> drawn.attach(new AdapterSet(scope), base))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("has no base_model.vera_A, which save_projection promises");
      assertThatThrownBy(
              () ->
                  AdapterDirectory.read(saved("prefix-grouped"))
                      .requireFits(new PrefixTuning(4), base))
          .hasMessageContaining("its virtual-tokens are 3, the trial's 4");
      assertThatThrownBy(
              () ->
                  AdapterDirectory.read(saved("vera"))
                      .requireFits(new Lora(6, 6, 0, TargetModules.all()), base))
          .hasMessageContaining("its method is vera, the trial's lora");
    }
  }

  private PeftAdapter edited(String kind, String from, String to) throws IOException {
    String config = Files.readString(saved(kind).resolve(PeftAdapter.CONFIG));
    Files.writeString(folder.resolve(PeftAdapter.CONFIG), config.replace(from, to));
    Files.copy(
        saved(kind).resolve(PeftAdapter.WEIGHTS),
        folder.resolve(PeftAdapter.WEIGHTS),
        StandardCopyOption.REPLACE_EXISTING);
    return PeftAdapter.read(folder);
  }

  private static void assertRefused(
      String kind, TensorScope scope, DecoderModel base, String message) {
    assertThatThrownBy(() -> PeftAdapter.read(saved(kind)).attach(new AdapterSet(scope), base))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
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
