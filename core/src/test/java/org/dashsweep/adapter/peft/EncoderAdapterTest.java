package org.dashsweep.adapter.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters of classifiers as PEFT writes them, with the logits and gradients they had there. */
@Tag("native")
class EncoderAdapterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeAll
  static void prepare() {
    Torch.prepareThread(1);
  }

  private static Path directory(String model) {
    try {
      String name = "/org/dashsweep/verification/" + model;
      return Path.of(
          Objects.requireNonNull(EncoderAdapterTest.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PackedBatch batch(Map<String, StoredTensor> reference) {
    StoredTensor ids = Objects.requireNonNull(reference.get("input_ids"));
    long[] tokens = ids.toLongs();
    long[] mask = Objects.requireNonNull(reference.get("attention_mask")).toLongs();
    int width = Math.toIntExact(ids.shape().get(1));
    List<EncodedText> texts = new ArrayList<>();
    for (int row = 0; row < ids.shape().get(0); row++) {
      int from = row * width;
      int length = (int) Arrays.stream(mask, from, from + width).sum();
      int[] own = Arrays.stream(tokens, from, from + length).mapToInt(Math::toIntExact).toArray();
      texts.add(new EncodedText(own, new int[length]));
    }
    return PackedBatch.of(texts);
  }

  private static void restoreHead(
      EncoderModel base, EncoderClassifier model, Map<String, StoredTensor> saved) {
    model
        .head()
        .forEach(
            (name, tensor) -> {
              StoredTensor one = saved.get(base.headName(name));
              if (one != null) {
                tensor.set(one.toFloats());
              }
            });
  }

  private static Tensor loss(TensorScope scope, Tensor logits, long[] labels) {
    try (ScriptModule losses =
        ScriptModule.compile(
            scope, "Losses", List.of("/org/dashsweep/train/classification.py"), Map.of())) {
      return losses
          .differentiate(
              scope,
              "cross_entropy",
              new Arguments()
                  .tensor(logits)
                  .tensor(scope.longs(labels, labels.length))
                  .tensor(scope.scalar((double) labels.length)))
          .get(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"roberta-tiny", "modernbert-tiny"})
  void hasTheLogitsAndGradientsOfPeft(String name, @TempDir Path written) throws IOException {
    Path directory = directory(name);
    HuggingFaceDirectory files = HuggingFaceDirectory.read(directory);
    PeftAdapter adapter = PeftAdapter.read(directory.resolve("adapter"));
    Map<String, StoredTensor> inputs =
        SafetensorsReader.read(directory.resolve("reference.safetensors")).tensors();
    Map<String, StoredTensor> expected =
        SafetensorsReader.read(directory.resolve("adapter/reference.safetensors")).tensors();
    TensorScope trial = TensorScope.open();
    try (TensorScope scope = TensorScope.open();
        EncoderModel base =
            EncoderFamilies.of(files.checkpoint(), files.config())
                .load(files.checkpoint(), files.config(), Precision.FLOAT32, Device.cpu())) {
      AdapterSet adapters = new AdapterSet(trial);
      adapter.attach(adapters, base);
      try (EncoderClassifier model =
          base.classifier(
              trial,
              adapters,
              new ClassifierSettings(
                  3, base.config().pooling(), 0, 0, 0, 0, PositionAdapters.BOTH, 1))) {
        restoreHead(base, model, adapter.modules());
        Tensor logits = model.trainingLogits(scope, batch(inputs), DropoutSeeds.EVALUATION);
        assertThat(logits.floats()).containsExactly(floats(expected, "logits"), within(2e-5f));
        Autograd.backward(
            loss(scope, logits, Objects.requireNonNull(inputs.get("labels")).toLongs()));
        assertGradients(base, model, expected);
        assertWrittenAsPeftWrites(adapter, base, model, written, scope);
      }
    }
  }

  private static float[] floats(Map<String, StoredTensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name).toFloats();
  }

  private static void assertGradients(
      EncoderModel base, EncoderClassifier model, Map<String, StoredTensor> expected) {
    PeftNames names = new PeftNames(base);
    Map<String, float[]> gradients = new TreeMap<>();
    for (var layer : model.adapters().layers()) {
      PeftNames.PARTS
          .values()
          .forEach(
              part -> {
                Tensor tensor = model.adapters().trainedByName().get(part.of(layer));
                if (tensor != null) {
                  gradients.put(names.tensor(layer, part), TinyBert.gradient(tensor));
                }
              });
    }
    model
        .head()
        .forEach(
            (part, tensor) ->
                gradients.put(PeftNames.MODEL + base.headName(part), TinyBert.gradient(tensor)));
    int compared = 0;
    for (String name : expected.keySet()) {
      if (name.startsWith("grad.")) {
        float[] reference = floats(expected, name);
        double largest = 0;
        for (float value : reference) {
          largest = Math.max(largest, Math.abs(value));
        }
        assertThat(gradients.get(name.substring("grad.".length())))
            .as(name)
            .containsExactly(reference, within((float) (1e-4 * largest + 1e-6)));
        compared++;
      }
    }
    // Two for each adapted layer, and the modules that PEFT trains whole.
    assertThat(compared).isGreaterThan(2 * model.adapters().layers().size());
  }

  private static void assertWrittenAsPeftWrites(
      PeftAdapter adapter,
      EncoderModel base,
      EncoderClassifier model,
      Path written,
      TensorScope scope)
      throws IOException {
    Map<String, Tensor> head = new LinkedHashMap<>();
    model.head().forEach((name, tensor) -> head.put(base.headName(name), tensor));
    PeftAdapter.write(
        written,
        adapter
            .config()
            .form()
            .method(TargetModules.all())
            .plain(scope, model.adapters())
            .orElseThrow(),
        new AdaptedModel(base, null, TaskType.SEQ_CLS, head));
    PeftAdapter again = PeftAdapter.read(written);
    assertThat(again.weights().tensors().keySet())
        .containsAll(adapter.weights().tensors().keySet());
    JsonNode config = JSON.readTree(written.resolve("adapter_config.json").toFile());
    List<String> modules = new ArrayList<>();
    config.path("modules_to_save").forEach(module -> modules.add(module.asText()));
    assertThat(modules).contains("classifier").doesNotContain("classifier.dense");
  }
}
