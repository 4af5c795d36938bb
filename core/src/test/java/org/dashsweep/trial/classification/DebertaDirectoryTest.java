package org.dashsweep.trial.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dashsweep.source.Locations;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.CutEmbeddings;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialException;
import org.dashsweep.trial.TrialListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A published DeBERTa's directory, damaged: the trial says which file is at fault and why. */
@Tag("native")
class DebertaDirectoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "/org/dashsweep/model/deberta/published/";
  private static final String TOKENIZER = "/org/dashsweep/tokenizer/deberta-v3-sentencepiece/";

  private final Path directory;

  DebertaDirectoryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** What is done to a directory. */
  private interface Damage {
    void to(Path directory) throws IOException;
  }

  @BeforeEach
  void write() throws IOException {
    for (String resource :
        List.of(
            MODEL + "config.json",
            MODEL + "pytorch_model.bin",
            TOKENIZER + "spm.model",
            TOKENIZER + "tokenizer_config.json")) {
      try (InputStream content =
          Objects.requireNonNull(getClass().getResourceAsStream(resource), resource)) {
        Files.copy(content, directory.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
      }
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("config.json is there", without("config.json"), "config.json"),
        fault("config.json is JSON", text("config.json", "{\"model_type\": "), "config.json"),
        fault(
            "the weights are there",
            without("pytorch_model.bin"),
            "model.safetensors",
            "pytorch_model.bin"),
        fault("the weights are whole", halved("pytorch_model.bin"), "pytorch_model.bin"),
        fault(
            "the weights are PyTorch's",
            text("pytorch_model.bin", "version https://git-lfs"),
            "pytorch_model.bin"),
        fault(
            "every layer has its weights",
            config("num_hidden_layers", "3"),
            "pytorch_model.bin",
            "encoder.layer.2."),
        fault(
            "no layer is left over",
            config("num_hidden_layers", "1"),
            "pytorch_model.bin",
            "tensors that its configuration has no place for, such as deberta.encoder.layer.1."),
        fault(
            "relative positions are configured if there are embeddings of them",
            config("relative_attention", "null"),
            "pytorch_model.bin",
            "has no place for, such as deberta.encoder.rel_embeddings.weight"),
        fault(
            "positions are projected by the tokens' matrices",
            config("share_att_key", "false"),
            "pytorch_model.bin",
            "pos_key_proj.weight"),
        fault(
            "buckets fit the embeddings of positions",
            config("position_buckets", "16"),
            "rel_embeddings.weight",
            "shape"),
        fault("the family is known", config("model_type", "\"electra\""), "\"electra\"", "bert"),
        fault("there is a tokenizer", without("spm.model"), "tokenizer.json", "spm.model"),
        fault("the tokenizer is whole", halved("spm.model"), "spm.model"),
        fault("the tokenizer is not empty", text("spm.model", ""), "spm.model"),
        fault(
            "the embeddings are as many as configured",
            config("vocab_size", "1400"),
            "word_embeddings.weight",
            "1400"),
        fault(
            "the vocabulary holds the tokenizer's ids",
            directory ->
                CutEmbeddings.to(
                    directory, "vocab_size", 500, "deberta.embeddings.word_embeddings.weight"),
            "has embeddings of 500 tokens (vocab_size in its config.json), and its tokenizer makes token",
            "tokenizer and weights are not of one model"));
  }

  private static Arguments fault(String rule, Damage damage, String... messages) {
    return Arguments.of(rule, damage, List.of(messages));
  }

  private static Damage without(String file) {
    return directory -> Files.delete(directory.resolve(file));
  }

  private static Damage text(String file, String content) {
    return directory -> Files.writeString(directory.resolve(file), content);
  }

  private static Damage halved(String file) {
    return directory -> {
      byte[] whole = Files.readAllBytes(directory.resolve(file));
      Files.write(directory.resolve(file), Arrays.copyOf(whole, whole.length / 2));
    };
  }

  private static Damage config(String key, String value) {
    return directory -> {
      Path file = directory.resolve("config.json");
      ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
      JsonNode changed = JSON.readTree(value);
      if (changed.isNull()) {
        config.remove(key);
      } else {
        config.set(key, changed);
      }
      JSON.writeValue(file.toFile(), config);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aDamagedDirectoryIsBadInput(String rule, Damage damage, List<String> messages)
      throws IOException {
    damage.to(directory);
    TrialConfig config =
        TinyTrial.config(
            """
              model: %s
              task: supersense
              method: head-only
              train-rows: 8
              batch-size: 8
              epochs: 1
              learning-rate: 1e-3
            """
                .formatted(directory));
    try (ClassificationTrialRunner runner =
        new ClassificationTrialRunner(Locations.WORKING_DIRECTORY)) {
      assertThatThrownBy(() -> runner.run(TinyTrial.request(config, null), TrialListener.NONE))
          .as(rule)
          .isInstanceOfSatisfying(
              TrialException.class,
              e -> assertThat(e.failureClass()).isEqualTo(FailureClass.BAD_INPUT))
          .hasMessageContainingAll(messages.toArray(String[]::new));
    }
    assertThat(new ClassificationPreflight(Locations.WORKING_DIRECTORY).problems(config))
        .as("planned")
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains(messages));
  }
}
