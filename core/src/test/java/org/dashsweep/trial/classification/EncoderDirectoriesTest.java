package org.dashsweep.trial.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.model.modernbert.TinyModernBert;
import org.dashsweep.model.roberta.TinyRoberta;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.TrialExport;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories of RoBERTa and ModernBERT, from a plan over a trial to the model that it leaves. */
@Tag("native")
class EncoderDirectoriesTest {
  private static final Locations HERE = Locations.WORKING_DIRECTORY;

  private final Path model;
  private final Path folder;

  EncoderDirectoriesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.model = Files.createDirectory(folder.resolve("model"));
  }

  private void write(String family) throws IOException {
    switch (family) {
      case "roberta" ->
          TinyModelDirectory.write(model, TinyRoberta.checkpoint(), TinyRoberta.config());
      case "modernbert" ->
          TinyModelDirectory.write(
              model, TinyModernBert.checkpoint(TinyModernBert.config()), TinyModernBert.config());
      default -> throw new IllegalArgumentException(family);
    }
  }

  private static TrialConfig config(Path directory, String pooling, String more) {
    return TinyTrial.config(
        """
          model: %s
          task: hypernymy
          method: lora
          pooling: %s
          rank: 2
          alpha: 4
          target-modules: [all-linear]
          train-rows: 16
          batch-size: 8
          epochs: 2
          evaluation-batch-size: 64
        %s
        """
            .formatted(directory, pooling, more));
  }

  private static TrialResult run(TrialConfig config, Path adapter) {
    try (ClassificationTrialRunner runner = new ClassificationTrialRunner(HERE)) {
      return runner.run(
          TinyTrial.request(config, null).withAdapterDirectory(adapter), TrialListener.NONE);
    }
  }

  private static float[] logits(TrialResult result) {
    List<Double> all = new ArrayList<>();
    result.predictions().forEach(row -> row.logits().forEach(value -> all.add((double) value)));
    float[] values = new float[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all.get(i).floatValue();
    }
    return values;
  }

  /** The merged model is the trained one, and transformers is told how it pools. */
  @ParameterizedTest
  @CsvSource({
    "roberta, first, classifier.out_proj, 0",
    "roberta, mean, classifier.out_proj, 1",
    "modernbert, first, classifier, 1",
    "modernbert, mean, classifier, 0"
  })
  void aTrialsModelIsMerged(String family, String pooling, String classifier, int remarks)
      throws IOException {
    write(family);
    Path adapter = folder.resolve("adapter");
    TrialConfig config = config(model, pooling, "  learning-rate: 1e-2");
    assertThat(new ClassificationPreflight(HERE).problems(config)).isEmpty();
    TrialResult trained = run(config, adapter);

    TrialExport export = TrialExport.read(adapter);
    // ModernBERT's configuration says mean, and other families read the first token.
    assertThat(export.remarks()).hasSize(remarks);
    Path merged = Files.createDirectory(folder.resolve("merged"));
    export.writeMerged(
        merged, model.toString(), ModelSource.read(model.toString(), HERE).fingerprint(), HERE);

    ModelSource written = ModelSource.read(merged.toString(), HERE);
    assertThat(written.config().path("classifier_pooling").asText())
        .isEqualTo(pooling.equals("mean") ? "mean" : "cls");
    assertThat(written.checkpoint().tensors()).containsKey(classifier + ".weight");
    TrialResult still =
        run(config(merged, pooling, "  learning-rate: 1e-30"), folder.resolve("still"));
    assertThat(logits(still)).containsExactly(logits(trained), within(2e-5f));
  }

  @ParameterizedTest
  @CsvSource({"roberta, first", "roberta, mean", "modernbert, mean"})
  void trainingGoesOnFromATrialsAdapter(String family, String pooling) throws IOException {
    write(family);
    Path adapter = folder.resolve("adapter");
    TrialResult trained = run(config(model, pooling, "  learning-rate: 1e-2"), adapter);
    TrialConfig on =
        config(model, pooling, "  learning-rate: 1e-30\n  initial-adapter: " + adapter);
    assertThat(new ClassificationPreflight(HERE).problems(on)).isEmpty();
    assertThat(logits(run(on, folder.resolve("still"))))
        .containsExactly(logits(trained), within(1e-6f));
  }

  @Test
  void aClassifierOfOtherLabelsIsSaidNotToBeUsed() throws IOException {
    write("roberta");
    TinyWeights head = new TinyWeights(1, "classifier.");
    head.linear("dense", TinyBert.HIDDEN, TinyBert.HIDDEN);
    head.linear("out_proj", 5, TinyBert.HIDDEN);
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(head.tensors());
    tensors.putAll(TinyRoberta.checkpoint().tensors());
    SafetensorsWriter.write(model.resolve("model.safetensors"), tensors, Map.of());
    assertThat(
            new ClassificationPreflight(HERE)
                .remarks(config(model, "first", "  learning-rate: 1e-2")))
        .singleElement()
        .asString()
        .endsWith("has a classifier of 5 labels, task hypernymy needs 2: a new one is trained");
  }

  /** A plan refuses by the key. */
  @ParameterizedTest
  @CsvSource({
    "roberta, position_embedding_type, relative_key_query",
    "roberta, hidden_act, quick_gelu",
    "modernbert, hidden_activation, swiglu",
    "modernbert, classifier_pooling, max"
  })
  void anUnknownVariantIsRefused(String family, String key, String value) throws IOException {
    write(family);
    Path file = model.resolve("config.json");
    ObjectNode json = (ObjectNode) read(file);
    Files.writeString(file, json.put(key, value).toString());
    assertThat(
            new ClassificationPreflight(HERE)
                .problems(config(model, "first", "  learning-rate: 1e-2")))
        .extracting(InputProblem::message)
        .singleElement()
        .asString()
        .contains("config.json", key + " must be", value);
  }

  /** Its keys and values are parts of one layer, and nothing in its encoder is called a bias. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bitfit|bitfit finds nothing to train in this model, which has no biases; use full or lora",
        "ia3|output-scaled-modules names all-keys, which the model does not have;"
            + " give output-scaled-modules: [attn.Wqkv]; its linear layers are [attn.Wo, attn.Wqkv,"
            + " mlp.Wi, mlp.Wo]",
        "ssl|give scaled-modules: [attn.Wqkv, all-up]; its linear layers",
        "ssb|give scaled-modules: [attn.Wqkv, all-up]; its linear layers",
        "ia3-rows|give scaled-modules: [attn.Wqkv, all-up]; its linear layers"
      })
  void aMethodThatFindsNothingInModernBertIsRefusedByThePlan(String method, String message)
      throws IOException {
    write("modernbert");
    assertThat(new ClassificationPreflight(HERE).problems(untargeted(method)))
        .extracting(InputProblem::message)
        .singleElement()
        .asString()
        .contains(message);
    write("roberta");
    assertThat(new ClassificationPreflight(HERE).problems(untargeted(method))).isEmpty();
  }

  private TrialConfig untargeted(String method) {
    return TinyTrial.config(
        """
          model: %s
          task: hypernymy
          method: %s
          learning-rate: 1e-2
          train-rows: 16
          batch-size: 8
          epochs: 2
        """
            .formatted(model, method));
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
