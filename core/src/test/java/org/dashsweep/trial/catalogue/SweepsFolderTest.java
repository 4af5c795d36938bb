package org.dashsweep.trial.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.adapter.Methods;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.SweepFingerprints;
import org.dashsweep.sweep.Trial;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.ScheduleParameters;
import org.dashsweep.trial.classification.ClassificationParameters;
import org.dashsweep.trial.commonsense.CommonsenseParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every sweep that ships with the project is sound and as large as it is meant to be. */
final class SweepsFolderTest {
  private static final Path SWEEPS = Path.of("..", "sweeps");

  @Test
  void everySweepExpandsToItsNumberOfCells() throws IOException {
    Map<String, Integer> cells = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SWEEPS)) {
      files
          .filter(file -> file.toString().matches(".*\\.ya?ml"))
          .filter(file -> !file.toString().contains("published"))
          .forEach(file -> cells.put(SWEEPS.relativize(file).toString(), expand(file).size()));
    }
    assertThat(cells)
        .containsExactly(
            Map.entry("ablation-minilm.yaml", 45),
            Map.entry("commonsense-tiny.yaml", 3),
            Map.entry("directions-minilm.yaml", 16),
            Map.entry("dreambooth-tiny.yaml", 10),
            Map.entry("glue-minilm.yaml", 75),
            Map.entry("methods-minilm-seeds.yaml", 186),
            Map.entry("methods-minilm.yaml", 186),
            Map.entry("own-data.yaml", 4),
            Map.entry("paper/ablation-choice.yaml", 48),
            Map.entry("paper/ablation-directions.yaml", 30),
            Map.entry("paper/ablation-launch.yaml", 24),
            Map.entry("paper/commonsense-llama-7b.yaml", 60),
            Map.entry("paper/commonsense-llama2-7b.yaml", 24),
            Map.entry("paper/commonsense-llama3-8b.yaml", 24),
            Map.entry("paper/commonsense-methods-llama-7b.yaml", 101),
            Map.entry("paper/commonsense-methods-llama3-8b.yaml", 80),
            Map.entry("paper/dreambooth-sdxl.yaml", 1650),
            Map.entry("paper/glue-deberta-v3-base.yaml", 120),
            Map.entry("paper/glue-deberta-v3-large.yaml", 96),
            Map.entry("paper/glue-methods-deberta-v3-base.yaml", 624),
            Map.entry("quickstart.yaml", 20),
            Map.entry("sst2-smollm2.yaml", 5));
  }

  /** By the comment an editor finds the schema, in the repository and in the distribution. */
  @Test
  void editorsFindTheSchemaOfEverySweep() throws IOException {
    Path schema = SWEEPS.resolveSibling("conf/sweep.schema.json");
    assertThat(schema).exists();
    try (Stream<Path> files = Files.walk(SWEEPS)) {
      assertThat(files)
          .filteredOn(file -> file.toString().matches(".*\\.ya?ml"))
          .filteredOn(file -> !file.toString().contains("published"))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.readAllLines(file).get(0))
                      .isEqualTo(
                          "# yaml-language-server: $schema="
                              + Objects.requireNonNull(file.getParent()).relativize(schema)));
    }
  }

  @Test
  void theQuickstartComparesTheMethodsOnBothTasks() {
    Map<String, Integer> counts = new TreeMap<>();
    for (TrialConfig config : expand(SWEEPS.resolve("quickstart.yaml"))) {
      counts.merge(
          config.get(ClassificationParameters.TASK) + " " + config.get(SearchSpace.METHOD),
          1,
          Integer::sum);
    }
    assertThat(counts)
        .containsExactly(
            Map.entry("hypernymy head-only", 2),
            Map.entry("hypernymy lora", 4),
            Map.entry("hypernymy lora-dash", 4),
            Map.entry("supersense head-only", 2),
            Map.entry("supersense lora", 4),
            Map.entry("supersense lora-dash", 4));
  }

  @Test
  void thePapersCellsHaveTheRatesOfItsTable7() {
    Map<String, Double> rates = new TreeMap<>();
    for (String file :
        List.of("commonsense-llama-7b", "commonsense-llama2-7b", "commonsense-llama3-8b")) {
      for (TrialConfig config : expand(SWEEPS.resolve("paper").resolve(file + ".yaml"))) {
        if (config.get(SearchSpace.METHOD).equals("lora-dash")) {
          rates.put(
              "%s %02d".formatted(config.get(SearchSpace.MODEL), config.get(Methods.RANK)),
              config.get(ScheduleParameters.LEARNING_RATE));
          assertThat(config.values()).containsEntry("alpha", 2.0 * config.get(Methods.RANK));
        }
      }
    }
    assertThat(rates)
        .containsExactly(
            Map.entry("meta-llama/Llama-2-7b-hf 16", 2e-4),
            Map.entry("meta-llama/Llama-2-7b-hf 32", 1e-4),
            Map.entry("meta-llama/Meta-Llama-3-8B 16", 2e-4),
            Map.entry("meta-llama/Meta-Llama-3-8B 32", 0.8e-4),
            Map.entry("yahma/llama-7b-hf 04", 5e-4),
            Map.entry("yahma/llama-7b-hf 08", 4e-4),
            Map.entry("yahma/llama-7b-hf 16", 5e-4),
            Map.entry("yahma/llama-7b-hf 32", 1e-4),
            Map.entry("yahma/llama-7b-hf 64", 0.9e-4));
  }

  /** What a paper sweep leaves out is the authors' protocol, and both methods run at each rate. */
  @Test
  void thePapersCellsFollowItsProtocol() {
    List<TrialConfig> cells = expand(SWEEPS.resolve("paper/commonsense-llama-7b.yaml"));
    Map<String, Object> protocol =
        Map.ofEntries(
            Map.entry("experiment", "commonsense"),
            Map.entry("train-set", "commonsense_170k"),
            Map.entry("cutoff", 256L),
            Map.entry("train-on-inputs", true),
            Map.entry("validation-rows", 120L),
            Map.entry("validation-seed", 42L),
            Map.entry("validation-batch-size", 8L),
            Map.entry("evaluate-every", 80L),
            Map.entry("keep-best", true),
            Map.entry("epochs", 3.0),
            Map.entry("batch-size", 16L),
            Map.entry("micro-batch-size", 16L),
            Map.entry("schedule", "linear"),
            Map.entry("warm-up-steps", 100L),
            Map.entry("weight-decay", 0.0),
            Map.entry("max-gradient-norm", 1.0),
            Map.entry("adapter-dropout", 0.05),
            Map.entry("beams", 4L),
            Map.entry("max-new-tokens", 32L),
            Map.entry("length-penalty", 1.0));
    for (TrialConfig config : cells) {
      assertThat(config.values()).containsAllEntriesOf(protocol);
      assertThat(config.get(CommonsenseParameters.DATA_SETS)).hasSize(8);
      assertThat(config.values())
          .containsEntry(
              "target-modules", List.of("down_proj", "k_proj", "q_proj", "up_proj", "v_proj"));
    }
    Map<String, Integer> counts = new TreeMap<>();
    cells.forEach(
        config ->
            counts.merge(
                config.get(SearchSpace.METHOD) + " " + config.get(ScheduleParameters.LEARNING_RATE),
                1,
                Integer::sum));
    assertThat(counts)
        .containsExactly(
            Map.entry("dora 1.0E-4", 3),
            Map.entry("dora 2.0E-4", 12),
            Map.entry("lora 1.0E-4", 3),
            Map.entry("lora 3.0E-4", 15),
            Map.entry("lora 4.0E-4", 3),
            Map.entry("lora 5.0E-4", 6),
            Map.entry("lora 9.0E-5", 3),
            Map.entry("lora-dash 1.0E-4", 3),
            Map.entry("lora-dash 4.0E-4", 3),
            Map.entry("lora-dash 5.0E-4", 6),
            Map.entry("lora-dash 9.0E-5", 3));
  }

  /** Table 17 of the paper, and the dropout and weight decay of the released scripts. */
  @ParameterizedTest
  @CsvSource({
    "mnli, 256, 5e-4, 12, 0.15, 0",
    "sst-2, 128, 8e-4, 24, 0, 0.01",
    "cola, 64, 8e-4, 25, 0.1, 0",
    "qqp, 320, 1e-3, 5, 0.15, 0.01",
    "qnli, 512, 5e-4, 5, 0.1, 0.01",
    "rte, 320, 1.2e-3, 50, 0.2, 0.01",
    "mrpc, 320, 1e-3, 30, 0, 0.01",
    "sts-b, 128, 5e-4, 25, 0.2, 0.1"
  })
  void glueHasThePapersValues(
      String task, long length, double rate, double epochs, double dropout, double decay) {
    for (String size : List.of("base", "large")) {
      List<TrialConfig> cells =
          expand(SWEEPS.resolve("paper/glue-deberta-v3-%s.yaml".formatted(size))).stream()
              .filter(config -> config.get(ClassificationParameters.TASK).equals(task))
              .toList();
      assertThat(cells).hasSize(size.equals("base") ? 15 : 12);
      assertThat(cells)
          .allSatisfy(
              config -> {
                assertThat(config.values()).containsEntry("model", "microsoft/deberta-v3-" + size);
                assertThat(config.values()).containsEntry("max-length", length);
                assertThat(config.values()).containsEntry("learning-rate", rate);
                assertThat(config.values()).containsEntry("epochs", epochs);
                assertThat(config.values()).containsEntry("classifier-dropout", dropout);
                assertThat(config.values()).containsEntry("weight-decay", decay);
                assertThat(config.values()).containsEntry("batch-size", 32L);
                assertThat(config.values()).containsEntry("warm-up-ratio", 0.1);
                assertThat(config.values()).containsEntry("alpha", 2.0 * config.get(Methods.RANK));
                assertThat(config.values()).containsEntry("position-adapters", "keys-only");
                assertThat(config.values()).containsEntry("schedule", "linear");
                assertThat(config.values()).containsEntry("pooling", "first");
                assertThat(config.values()).containsEntry("target-modules", List.of("all-linear"));
                assertThat(config.values()).containsEntry("adapter-dropout", 0.0);
                assertThat(config.values()).containsEntry("evaluate-every-epochs", 1L);
              });
      assertThat(cells)
          .filteredOn(config -> config.get(SearchSpace.METHOD).equals("lora-dash"))
          .hasSize(6)
          .allSatisfy(
              config -> {
                assertThat(config.values()).containsEntry("directions", 8L);
                assertThat(config.values()).containsEntry("launch-step", 100L);
                assertThat(config.values()).containsEntry("launch-counts", "updates");
              });
    }
  }

  /** Results are kept under these ids: a change of them disowns every result there is. */
  @Test
  void aTrialKeepsItsId() throws IOException {
    SweepFingerprints fingerprints =
        new SweepFingerprints() {
          @Override
          public String ofModel(String model) {
            return "weights of " + model;
          }

          @Override
          public Set<Parameter<?>> dataParameters() {
            return Set.of(ClassificationParameters.TASK);
          }

          @Override
          public String ofData(TrialConfig config) {
            return "rows of " + config.get(ClassificationParameters.TASK);
          }
        };
    List<Trial> trials =
        SweepSpecification.parse(
                "golden.yaml",
                """
                name: golden
                fixed:
                  model: minilm
                  task: supersense
                  method: lora-dash
                  rank: 2
                  train-rows: 4000
                  max-length: 64
                  optimizer-steps: 120
                  learning-rate: 2e-3
                  warm-up-ratio: 0.1
                  adapter-dropout: 0.05
                  launch-step: 40
                """,
                Experiments.searchSpaces())
            .trials(fingerprints);
    assertThat(trials).hasSize(1);
    Trial trial = trials.get(0);
    String canonical =
        "{\"adam-beta1\":0.9,\"adam-beta2\":0.999,\"adam-epsilon\":1.0E-8,"
            + "\"adapter-dropout\":0.05,\"alpha\":4.0,\"base-precision\":\"float32\","
            + "\"batch-size\":32,\"directions\":8,\"epsilon\":1.0E-6,"
            + "\"evaluate-every\":0,\"evaluation-batch-size\":64,"
            + "\"launch-counts\":\"updates\",\"launch-step\":40,\"learning-rate\":0.002,"
            + "\"max-gradient-norm\":1.0,\"max-length\":64,\"method\":\"lora-dash\","
            + "\"micro-batch-size\":32,\"model\":\"minilm\",\"optimizer-steps\":120,"
            + "\"order\":\"shuffled\",\"pooling\":\"mean\",\"rank\":2,"
            + "\"schedule\":\"linear\",\"seed\":1,\"target-modules\":[\"all-linear\"],"
            + "\"task\":\"supersense\",\"train-rows\":4000,\"warm-up-ratio\":0.1,"
            + "\"weight-decay\":0.0}";
    // Ids name neither the first experiment nor the first choice of directions: there was no other
    // when they began.
    assertThat(
            trial
                .config()
                .toJson()
                .replace("\"experiment\":\"classification\",", "")
                .replace("\"direction-choice\":\"change-rate\",", ""))
        .isEqualTo(canonical);
    // printf '{"configuration":%s,"data":"rows of supersense","model":"weights of minilm"}'
    // "$CANONICAL" |
    //   sha256sum | cut -c 1-16
    assertThat(trial.id()).isEqualTo("ba953ffc7324b51f");
  }

  private static List<TrialConfig> expand(Path file) {
    try {
      return SweepSpecification.read(file, Experiments.searchSpaces()).expand();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
