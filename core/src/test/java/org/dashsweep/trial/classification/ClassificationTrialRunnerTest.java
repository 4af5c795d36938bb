package org.dashsweep.trial.classification;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dashsweep.trial.TrialListener.Phase.EVALUATING;
import static org.dashsweep.trial.TrialListener.Phase.LOADING;
import static org.dashsweep.trial.TrialListener.Phase.TRAINING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.dashsweep.data.Example;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.catalogue.Tasks;
import org.dashsweep.data.described.HoldOut;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.CutEmbeddings;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.KeptTraining;
import org.dashsweep.trial.Recorder;
import org.dashsweep.trial.TrialCancelledException;
import org.dashsweep.trial.TrialException;
import org.dashsweep.trial.TrialExport;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a sweep's configuration to an outcome: a model directory, WordNet, training, evaluation. */
@Tag("native")
class ClassificationTrialRunnerTest {
  private static final String COMMON =
      """
        model: %s
        train-rows: 48
        max-length: 12
        batch-size: 8
        optimizer-steps: 8
        learning-rate: 1e-2
      """;

  @TempDir private static Path model = Path.of("");
  private static final ClassificationTrialRunner RUNNER =
      new ClassificationTrialRunner(Locations.WORKING_DIRECTORY);

  @TempDir private Path checkpoints = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    TinyModelDirectory.write(model);
  }

  @AfterAll
  static void close() {
    RUNNER.close();
  }

  @ParameterizedTest
  @CsvSource({"supersense, head-only", "hypernymy, head-only", "supersense, lora-dash"})
  void aTrialRunsFromStartToEnd(String task, String method) {
    LabelledData data = Tasks.bundled().load(task);
    int labels = data.labels().outputs();
    Recorder recorder = new Recorder(Recorder.NEVER);
    TrialResult result = RUNNER.run(TinyTrial.request(config(task, method, ""), null), recorder);
    assertThat(recorder.phases).containsExactly(LOADING, TRAINING, EVALUATING);
    assertThat(result.steps()).hasSize(8);
    assertThat(result.predictions())
        .extracting(TrialResult.Prediction::exampleId)
        .isEqualTo(data.evaluation().get(0).examples().stream().map(Example::id).toList());
    assertThat(result.predictions())
        .allSatisfy(prediction -> assertThat(prediction.dataset()).isEqualTo(task));
    assertThat(result.predictions().get(0).logits()).hasSize(labels);
    assertThat(result.evaluations())
        .extracting(TrialResult.Evaluation::metric)
        .startsWith("accuracy")
        .endsWith("macro-f1", "loss")
        .hasSize(labels == 2 ? 5 : 3);
    assertThat(result.summary().score().primaryValue()).isBetween(0.0, 1.0);
    assertThat(result.directions()).hasSize(method.equals("lora-dash") ? 12 * 2 : 0);
    assertThat(result.summary().cost().adapterParameters())
        .isEqualTo(method.equals("lora-dash") ? 1_816 : 0);
    assertThat(result.summary().cost().headParameters()).isEqualTo(labels * 32L + labels);
    assertThat(result.summary().computing().threads()).isEqualTo(1);
  }

  @Test
  void validationRowsAreEvaluatedBesideTheOthersAndNotTrainedOn() {
    TrialConfig config = config("hypernymy", "head-only", "  validation-share: 0.01\n");
    TrialResult result = RUNNER.run(TinyTrial.request(config, null), TrialListener.NONE);
    LabelledData data = Tasks.bundled().load("hypernymy");
    HoldOut rule = new HoldOut(0.01, -1);
    List<String> held =
        data.train().stream()
            .filter(row -> rule.takes(row.text(), row.pair()))
            .map(Example::id)
            .toList();
    assertThat(held).isNotEmpty();
    assertThat(result.predictions())
        .filteredOn(row -> row.split().equals("validation"))
        .extracting(TrialResult.Prediction::exampleId)
        .isEqualTo(held);
    assertThat(result.evaluations())
        .extracting(TrialResult.Evaluation::split)
        .contains("evaluation", "validation");
    assertThat(result.summary().score().primarySplit()).isEqualTo("evaluation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"head-only", "lora-dash"})
  void aTrialsAdapterIsMergedIntoAClassifier(String method, @TempDir Path folder)
      throws IOException {
    Path adapter = folder.resolve("adapter");
    Path merged = Files.createDirectory(folder.resolve("merged"));
    TrialRequest request = TinyTrial.request(config("hypernymy", method, ""), null);
    RUNNER.run(request.withAdapterDirectory(adapter), TrialListener.NONE);
    TrialExport export = TrialExport.read(adapter);
    assertThat(export.remarks())
        .hasSize(method.equals("head-only") ? 2 : 1)
        .first()
        .asString()
        .startsWith("The head reads the mean of all tokens' states");
    Locations here = Locations.WORKING_DIRECTORY;
    String fingerprint = ModelSource.read(model.toString(), here).fingerprint();
    export.writeMerged(merged, model.toString(), fingerprint, here);

    ModelSource written = ModelSource.read(merged.toString(), here);
    assertThat(written.config().path("problem_type").asText())
        .isEqualTo("single_label_classification");
    assertThat(written.config().path("id2label")).hasSize(2);
    assertThat(written.checkpoint().tensors()).containsKey("classifier.weight");
  }

  /** With its head; for head-only that is all there is. */
  @ParameterizedTest
  @ValueSource(strings = {"head-only", "lora-dash"})
  void trainingGoesOnFromATrialsAdapter(String method, @TempDir Path adapter) {
    String constant = "  schedule: constant\n";
    TrialResult trained =
        RUNNER.run(
            TinyTrial.request(config("hypernymy", method, constant), null)
                .withAdapterDirectory(adapter),
            TrialListener.NONE);
    String on = constant + "  initial-adapter: %s\n".formatted(adapter);
    TrialResult still =
        RUNNER.run(
            TinyTrial.request(config("hypernymy", method, on, "1e-30"), null), TrialListener.NONE);
    assertThat(still.predictions()).isEqualTo(trained.predictions());
    assertThat(still.directions()).isEqualTo(trained.directions());
    assertFails(config("supersense", method, on), FailureClass.BAD_INPUT, "of shape [2");
  }

  /**
   * With its {@code pytorch_model.bin}, heads of pretraining, {@code spm.model}; no head to use.
   */
  @Test
  void aPublishedDebertaRunsAsItIs(@TempDir Path deberta) throws IOException {
    copy("/org/dashsweep/model/deberta/published/config.json", deberta);
    copy("/org/dashsweep/model/deberta/published/pytorch_model.bin", deberta);
    copy("/org/dashsweep/tokenizer/deberta-v3-sentencepiece/spm.model", deberta);
    copy("/org/dashsweep/tokenizer/deberta-v3-sentencepiece/tokenizer_config.json", deberta);
    TrialResult keys = RUNNER.run(deberta(deberta, "keys-only"), TrialListener.NONE);
    TrialResult again = RUNNER.run(deberta(deberta, "keys-only"), TrialListener.NONE);
    TrialResult both = RUNNER.run(deberta(deberta, "both"), TrialListener.NONE);
    // Six adapted layers a block, and a pooler and a classifier that are both new.
    assertThat(keys.summary().cost().adapterParameters())
        .isEqualTo(2 * (2 * (4 * 32 + 2 * 40) + 6 * 2));
    assertThat(keys.summary().cost().headParameters()).isEqualTo(16 * 16 + 16 + 2 * 16 + 2);
    assertThat(keys.directions()).hasSize(12 * 2);
    assertThat(again.predictions()).isEqualTo(keys.predictions());
    assertThat(both.steps().get(0).loss()).as("B = 0").isEqualTo(keys.steps().get(0).loss());
    assertThat(both.predictions()).isNotEqualTo(keys.predictions());
  }

  private static TrialRequest deberta(Path model, String positionAdapters) {
    return TinyTrial.request(
        TinyTrial.config(
            """
              task: hypernymy
              method: lora-dash
              rank: 2
              directions: 2
              launch-step: 3
              pooling: first
              position-adapters: %s
            """
                    .formatted(positionAdapters)
                + COMMON.formatted(model)),
        null);
  }

  private static void copy(String resource, Path directory) throws IOException {
    try (InputStream content =
        Objects.requireNonNull(
            ClassificationTrialRunnerTest.class.getResourceAsStream(resource), resource)) {
      Files.copy(content, directory.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
    }
  }

  @Test
  void aTrialThatWasStoppedGoesOnInAnotherRunner() {
    TrialConfig config = config("supersense", "lora-dash", "");
    assertThatThrownBy(() -> RUNNER.run(TinyTrial.request(config, checkpoints), new Recorder(5)))
        .isInstanceOf(TrialCancelledException.class);
    assertThat(checkpoints).isNotEmptyDirectory();
    Recorder rest = new Recorder(Recorder.NEVER);
    try (ClassificationTrialRunner other =
        new ClassificationTrialRunner(Locations.WORKING_DIRECTORY)) {
      TrialResult resumed = other.run(TinyTrial.request(config, checkpoints), rest);
      TrialResult whole = RUNNER.run(TinyTrial.request(config, null), TrialListener.NONE);
      assertThat(rest.steps).extracting(TrialResult.Step::step).containsExactly(6, 7, 8);
      assertThat(Recorder.timeless(resumed.steps())).isEqualTo(Recorder.timeless(whole.steps()));
      assertThat(resumed.predictions()).isEqualTo(whole.predictions());
    }
  }

  @Test
  void aTrialWhoseResultWasNotStoredNeedsNoUpdateAgain() {
    TrialConfig config = config("supersense", "lora-dash", "");
    TrialResult lost = RUNNER.run(TinyTrial.request(config, checkpoints), TrialListener.NONE);
    assertThat(KeptTraining.in(checkpoints).updates()).isEqualTo(8);
    Recorder again = new Recorder(Recorder.NEVER);
    TrialResult result = RUNNER.run(TinyTrial.request(config, checkpoints), again);
    assertThat(again.steps).isEmpty();
    assertThat(result.predictions()).isEqualTo(lost.predictions());
    assertThat(result.evaluations()).isEqualTo(lost.evaluations());
    assertThat(result.steps()).isEqualTo(lost.steps());
  }

  @Test
  void aDamagedCheckpointChangesNoNumber() throws IOException {
    TrialConfig config = config("supersense", "lora", "");
    TrialResult whole = RUNNER.run(TinyTrial.request(config, checkpoints), TrialListener.NONE);
    assertThat(KeptTraining.in(checkpoints)).isEqualTo(new KeptTraining(8, 1));
    Path file = checkpoints.resolve("training.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 2] ^= 1;
    Files.write(file, bytes);
    assertThat(KeptTraining.in(checkpoints)).isEqualTo(KeptTraining.NOTHING);
    Recorder again = new Recorder(Recorder.NEVER);
    TrialResult fresh = RUNNER.run(TinyTrial.request(config, checkpoints), again);
    assertThat(again.putAside)
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .startsWith(".unusable-training.safetensors: " + file + " is damaged: ");
    assertThat(checkpoints.resolve(".unusable-training.safetensors")).hasBinaryContent(bytes);
    assertThat(again.steps).hasSize(8);
    assertThat(fresh.predictions()).isEqualTo(whole.predictions());
  }

  @Test
  void aCheckpointOfNoUseIsPutAside() throws IOException {
    TrialConfig config = config("supersense", "lora", "");
    Path file = checkpoints.resolve("training.safetensors");
    Files.writeString(file, "not a checkpoint");
    assertThat(KeptTraining.in(checkpoints).updates()).isZero();
    List<Path> aside = new ArrayList<>();
    TrialResult fresh =
        RUNNER.run(
            TinyTrial.request(config, checkpoints),
            new TrialListener() {
              @Override
              public void checkpointPutAside(Path path, RuntimeException why) {
                assertThat(why).hasMessageContaining(file.toString());
                aside.add(path);
              }
            });
    assertThat(aside)
        .singleElement()
        .satisfies(path -> assertThat(path).hasContent("not a checkpoint"));
    assertThat(fresh.predictions())
        .isEqualTo(RUNNER.run(TinyTrial.request(config, null), TrialListener.NONE).predictions());
  }

  /** One that loaded them again would not find them. */
  @Test
  void theBaseAndTheDataAreLoadedOnce(@TempDir Path folder) throws IOException {
    TinyModelDirectory.write(folder);
    TrialConfig config =
        TinyTrial.config("  method: head-only\n  task: supersense\n" + COMMON.formatted(folder));
    try (ClassificationTrialRunner runner =
        new ClassificationTrialRunner(Locations.WORKING_DIRECTORY)) {
      TrialResult first = runner.run(TinyTrial.request(config, null), TrialListener.NONE);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      TrialResult second = runner.run(TinyTrial.request(config, null), TrialListener.NONE);
      assertThat(second.predictions()).isEqualTo(first.predictions());
    }
  }

  @Test
  void trialsAtOnceShareTheBaseAndGiveTheSame() throws Exception {
    TrialConfig config = config("hypernymy", "lora-dash", "  adapter-dropout: 0.1\n");
    TrialResult alone = RUNNER.run(TinyTrial.request(config, null), TrialListener.NONE);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    // A runner of its own: both trials ask for the base before it is there.
    try (ClassificationTrialRunner shared =
        new ClassificationTrialRunner(Locations.WORKING_DIRECTORY)) {
      List<Future<TrialResult>> running =
          threads.invokeAll(
              List.of(
                  () -> shared.run(TinyTrial.request(config, null), TrialListener.NONE),
                  () -> shared.run(TinyTrial.request(config, null), TrialListener.NONE)));
      for (Future<TrialResult> trial : running) {
        assertThat(trial.get().predictions()).isEqualTo(alone.predictions());
        assertThat(Recorder.timeless(trial.get().steps()))
            .isEqualTo(Recorder.timeless(alone.steps()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void divergenceIsSaidToBeSo() {
    TrialConfig config = config("supersense", "lora", "  max-gradient-norm: 0\n", "1e30");
    assertFails(config, FailureClass.DIVERGED, "at step 2; a lower learning rate");
  }

  @Test
  void whatCannotWorkIsBadInput() {
    assertFails(
        config("supersense", "lora", "  target-modules: [q_proj]\n"),
        FailureClass.BAD_INPUT,
        "target-modules names q_proj, which the model does not have");
    assertFails(
        config("supersense", "lora-dash", "  directions: 33\n"),
        FailureClass.BAD_INPUT,
        "directions must be at most 32");
    assertFails(
        config("supersense", "lora", "  position-adapters: keys-only\n"),
        FailureClass.BAD_INPUT,
        "position-adapters has no effect on " + model);
    assertFails(
        config("sentiment", "lora", ""),
        FailureClass.BAD_INPUT,
        "task 'sentiment' is not known: the known tasks are");
    assertFails(
        TinyTrial.config(
            ("  method: head-only\n  task: supersense\n" + COMMON).formatted("no/such/model")),
        FailureClass.BAD_INPUT,
        "no/such/model is no model here: give minilm, tiny-llama or a directory");
  }

  @Test
  void theSecondTextOfAPairNeedsASegment(@TempDir Path single) throws IOException {
    TinyModelDirectory.write(single);
    CutEmbeddings.to(single, "type_vocab_size", 1, "embeddings.token_type_embeddings.weight");
    String fixed = "  task: hypernymy\n  method: head-only\n" + COMMON.formatted(single);
    assertFails(
        TinyTrial.config(fixed),
        FailureClass.BAD_INPUT,
        single + " has embeddings of 1 segments (type_vocab_size in its config.json)");
    TrialResult texts =
        RUNNER.run(
            TinyTrial.request(TinyTrial.config(fixed.replace("hypernymy", "supersense")), null),
            TrialListener.NONE);
    assertThat(texts.steps()).hasSize(8);
  }

  /** The last update is one too many, which only the evaluation behind it can see. */
  @Test
  void outputsThatAreNotFiniteAreADivergence() {
    TrialConfig config =
        TinyTrial.config(
            ("  task: supersense\n  method: lora\n  rank: 2\n" + COMMON.formatted(model))
                    .replace("optimizer-steps: 8", "optimizer-steps: 1")
                    .replace("1e-2", "1e30")
                + "  max-gradient-norm: 0\n  schedule: constant\n");
    assertFails(
        config, FailureClass.DIVERGED, "The model's outputs were not finite when it was evaluated");
  }

  private static void assertFails(TrialConfig config, FailureClass failureClass, String message) {
    assertThatThrownBy(() -> RUNNER.run(TinyTrial.request(config, null), TrialListener.NONE))
        .isInstanceOfSatisfying(
            TrialException.class, e -> assertThat(e.failureClass()).isEqualTo(failureClass))
        .hasMessageContaining(message);
    if (failureClass == FailureClass.BAD_INPUT) {
      assertThat(new ClassificationPreflight(Locations.WORKING_DIRECTORY).problems(config))
          .as("planned")
          .singleElement()
          .satisfies(problem -> assertThat(problem.message()).contains(message));
    }
  }

  private static TrialConfig config(String task, String method, String further) {
    return config(task, method, further, "1e-2");
  }

  private static TrialConfig config(
      String task, String method, String further, String learningRate) {
    String own =
        switch (method) {
          case "lora" -> "  rank: 2\n";
          case "lora-dash" -> "  rank: 2\n  launch-step: 3\n";
          default -> "";
        };
    if (method.equals("lora-dash") && !further.contains("directions")) {
      own += "  directions: 2\n";
    }
    String fixed =
        "  task: %s\n  method: %s\n".formatted(task, method)
            + COMMON.formatted(model).replace("1e-2", learningRate)
            + own
            + further;
    return TinyTrial.config(fixed);
  }
}
