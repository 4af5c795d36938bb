package org.dashsweep.trial.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dashsweep.trial.TrialListener.Phase.EVALUATING;
import static org.dashsweep.trial.TrialListener.Phase.LOADING;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.Recorder;
import org.dashsweep.trial.TrialExport;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.catalogue.Experiments;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials that train nothing, on classifiers that other trials have trained. */
@Tag("native")
final class UntunedClassificationTest {
  private static final Locations HERE = Locations.WORKING_DIRECTORY;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ClassificationTrialRunner RUNNER = new ClassificationTrialRunner(HERE);

  @TempDir private Path folder = Path.of("");
  private Path base = Path.of("");
  private Path classifier = Path.of("");

  @AfterAll
  static void close() {
    RUNNER.close();
  }

  @BeforeEach
  void write() throws IOException {
    base = Files.createDirectory(folder.resolve("base"));
    classifier = Files.createDirectory(folder.resolve("classifier"));
    TinyModelDirectory.write(base);
  }

  /** Trains a head on the base, and exports it as a classifier. */
  private TrialResult train(String pooling) {
    TrialConfig config =
        TinyTrial.config(
            """
              task: hypernymy
              method: head-only
              model: %s
              pooling: %s
              train-rows: 48
              max-length: 12
              optimizer-steps: 8
              learning-rate: 1e-2
            """
                .formatted(base, pooling));
    Path adapter = folder.resolve("adapter");
    TrialResult trained =
        RUNNER.run(
            TinyTrial.request(config, null).withAdapterDirectory(adapter), TrialListener.NONE);
    TrialExport.read(adapter)
        .writeMerged(
            classifier,
            base.toString(),
            ModelSource.read(base.toString(), HERE).fingerprint(),
            HERE);
    return trained;
  }

  private static TrialConfig config(Path model, String task) {
    return TinyTrial.config(
        "  task: %s\n  method: none\n  model: %s\n  max-length: 12\n".formatted(task, model));
  }

  private static List<String> problems(TrialConfig config) {
    return new ClassificationPreflight(HERE)
        .problems(config).stream().map(InputProblem::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "first"})
  void anExportedClassifierIsEvaluatedAsItWasTrained(String pooling) {
    TrialResult trained = train(pooling);
    TrialConfig config = config(classifier, "hypernymy");
    assertThat(problems(config)).isEmpty();
    assertThat(new ClassificationPreflight(HERE).remarks(config)).isEmpty();
    Recorder recorder = new Recorder(Recorder.NEVER);
    TrialResult untuned =
        RUNNER.run(
            TinyTrial.request(config, folder.resolve("checkpoints"))
                .withAdapterDirectory(folder.resolve("nothing")),
            recorder);
    assertThat(recorder.phases).containsExactly(LOADING, EVALUATING);
    assertThat(untuned.predictions()).isEqualTo(trained.predictions());
    assertThat(untuned.evaluations())
        .extracting(row -> row.metric() + " " + row.value())
        .isEqualTo(
            trained.evaluations().stream().map(row -> row.metric() + " " + row.value()).toList());
    assertThat(untuned.evaluations()).extracting(TrialResult.Evaluation::step).containsOnly(0);
    assertThat(untuned.steps()).isEmpty();
    assertThat(untuned.summary().cost().headParameters()).isZero();
    assertThat(untuned.summary().cost().trainTokens()).isZero();
    assertThat(untuned.summary().cost().evaluationSeconds()).isPositive();
    assertThat(folder.resolve("checkpoints")).doesNotExist();
    assertThat(folder.resolve("nothing")).doesNotExist();
  }

  /** As hub models do, whose classes are in another order or case than the task's. */
  @Test
  void outputsAreTakenByTheNamesOfTheirClasses() throws IOException {
    TrialResult trained = train("mean");
    Path file = classifier.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    List<String> classes =
        List.of(config.at("/id2label/0").asText(), config.at("/id2label/1").asText());
    config
        .putObject("id2label")
        .put("0", classes.get(1).toUpperCase(Locale.ROOT).replace('_', '-'))
        .put("1", classes.get(0));
    JSON.writeValue(file.toFile(), config);
    reverseRows("classifier.weight", "classifier.bias");
    TrialResult untuned =
        RUNNER.run(TinyTrial.request(config(classifier, "hypernymy"), null), TrialListener.NONE);
    assertThat(untuned.predictions()).isEqualTo(trained.predictions());

    config.putObject("id2label").put("0", "LABEL_0").put("1", "LABEL_1");
    JSON.writeValue(file.toFile(), config);
    TrialConfig unnamed = config(classifier, "hypernymy");
    assertThat(problems(unnamed)).isEmpty();
    assertThat(new ClassificationPreflight(HERE).remarks(unnamed))
        .containsExactly(
            String.format(
                Locale.ROOT,
                "%s names no classes (id2label in its config.json): its outputs are taken for %s",
                classifier,
                String.join(", ", classes)));

    config.putObject("id2label").put("0", "cat").put("1", "dog");
    JSON.writeValue(file.toFile(), config);
    assertThat(problems(config(classifier, "hypernymy")))
        .containsExactly(
            String.format(
                Locale.ROOT,
                "model: %s: %s has a head for other classes: id2label in its config.json has cat, dog, the task has %s; name them alike",
                classifier,
                classifier,
                String.join(", ", classes)));
  }

  private void reverseRows(String... names) {
    Checkpoint checkpoint = HuggingFaceDirectory.read(classifier).checkpoint();
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
    for (String name : names) {
      StoredTensor tensor = checkpoint.tensor(name);
      float[] values = tensor.toFloats();
      int half = values.length / 2;
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values, half, half).put(values, 0, half);
      tensors.put(name, new StoredTensor(tensor.type(), tensor.shape(), bytes));
    }
    SafetensorsWriter.write(
        classifier.resolve("model.safetensors"), tensors, checkpoint.metadata());
  }

  @Test
  void aModelWithoutAHeadOfTheTaskIsRefusedAtPlan() {
    assertThat(problems(config(base, "hypernymy")))
        .containsExactly(
            String.format(
                Locale.ROOT,
                "model: %s: %s has no trained head for task hypernymy: classifier.weight is not there, not [2, 32]; a method that trains nothing needs a classifier that has learned the task, such as a ...ForSequenceClassification checkpoint or an export with --merged",
                base,
                base));
    train("mean");
    assertThat(problems(config(classifier, "supersense")))
        .singleElement()
        .asString()
        .contains(
            "has no trained head for task supersense: classifier.weight is [2, 32], not [25, 32];");
  }

  @Test
  void aConstantAnswerIsTrainingsAlone() {
    train("mean");
    ClassificationPreflight preflight = new ClassificationPreflight(HERE);
    TrialConfig untuned = config(classifier, "hypernymy");
    TrialConfig trained =
        TinyTrial.config(
            "  task: hypernymy\n  method: head-only\n  model: %s\n  learning-rate: 1e-3\n  epochs: 1\n"
                .formatted(base));
    assertThat(preflight.evaluationRows(trained).floor()).isEqualTo(0.5);
    assertThat(preflight.evaluationRows(untuned).floor()).isNull();
    assertThat(preflight.evaluationRows(untuned).fingerprint())
        .isEqualTo(preflight.evaluationRows(trained).fingerprint());
    assertThat(preflight.expectedCoreSeconds(untuned))
        .isPositive()
        .isLessThan(preflight.expectedCoreSeconds(trained));
  }

  @Test
  void inAGridItIsOneTrialWhateverTheOthersTrainWith() {
    assertThat(
            SweepSpecification.parse(
                    "grid.yaml",
                    """
                    name: grid
                    fixed: {model: minilm, task: supersense, optimizer-steps: 4, warm-up-steps: 1, pooling: first}
                    grid:
                      method: [none, lora]
                      rank: [2, 4]
                      learning-rate: [1e-3, 2e-3]
                      seed: [1, 2]
                    """,
                    Experiments.searchSpaces())
                .expand())
        .hasSize(1 + 8)
        .first()
        .extracting(TrialConfig::toJson)
        .isEqualTo(
            "{\"base-precision\":\"float32\",\"evaluation-batch-size\":64,\"experiment\":\"classification\",\"max-length\":128,\"method\":\"none\",\"model\":\"minilm\",\"task\":\"supersense\"}");
  }
}
