package org.dashsweep.model.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.source.PublishedBert;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bundled model, from text to sentence embedding: mean-pooled and normalised. */
@Tag("native")
class MiniLmEmbeddingsTest {
  private static final List<String> SENTENCES =
      List.of(
          "A man is playing a guitar on the stage.",
          "Someone performs music with a guitar in front of an audience.",
          "The stock market fell sharply after the announcement.",
          "Share prices dropped steeply when the news came out.",
          "A dog that is kept as a pet sleeps in the garden.",
          "This is an example sentence",
          "Each sentence is converted");

  /** Index of the model card's first sentence. */
  private static final int EXAMPLE = 5;

  private static List<float[]> embeddings = List.of();

  @BeforeAll
  static void embed() throws IOException {
    Torch.prepareThread(1);
    JsonNode config = new ObjectMapper().readTree(PublishedBert.MINILM.config());
    try (TensorScope scope = TensorScope.open();
        TextTokenizer tokenizer =
            TokenizerFiles.ofJson("all-MiniLM-L6-v2", PublishedBert.MINILM.tokenizer()).open();
        BertModel base = BertModel.load(PublishedBert.MINILM.read(), config, Precision.FLOAT32);
        EncoderClassifier model =
            base.classifier(
                scope.child(),
                new AdapterSet(scope),
                new ClassifierSettings(2, Pooling.MEAN, 0, 0, 0, 0, PositionAdapters.BOTH, 1))) {
      List<EncodedText> texts = SENTENCES.stream().map(tokenizer::encode).toList();
      List<Tensor> hidden = new ArrayList<>();
      model.inspect(scope, PackedBatch.of(texts), hidden);
      float[] states = hidden.get(hidden.size() - 1).floats();
      List<float[]> pooled = new ArrayList<>();
      int token = 0;
      for (EncodedText text : texts) {
        pooled.add(pool(states, token, text.length(), base.config().hiddenSize()));
        token += text.length();
      }
      embeddings = pooled;
    }
  }

  @Test
  void paraphrasesAreFarCloserThanUnrelatedSentences() {
    assertThat(cosine(0, 1)).isGreaterThan(0.6);
    assertThat(cosine(2, 3)).isGreaterThan(0.6);
    for (int music : new int[] {0, 1}) {
      for (int market : new int[] {2, 3}) {
        assertThat(cosine(music, market)).isLessThan(0.2);
      }
    }
    for (int other = 0; other < 4; other++) {
      assertThat(cosine(other, 4)).isLessThan(0.2);
    }
  }

  /**
   * The two sentences of the model card. The first six elements are those that
   * sentence-transformers gives in Python, as the tests of its R port {@code sbert} quote them; the
   * first of the other sentence is in the output of Scala examples. Other builds of PyTorch
   * computed them.
   */
  @Test
  void embeddingsAreThoseOfTheReferenceImplementation() {
    double[] example = {0.06765693, 0.06349593, 0.04871314, 0.07930495, 0.03744806, 0.00265273};
    for (int i = 0; i < example.length; i++) {
      assertThat((double) embeddings.get(EXAMPLE)[i]).isCloseTo(example[i], within(1e-6));
    }
    assertThat((double) embeddings.get(EXAMPLE + 1)[0]).isCloseTo(0.08643859, within(1e-6));
  }

  /**
   * The goldens are this program's own (DJL 0.36.0, PyTorch 2.7.1 on a CPU): this test prints what
   * to put into the file. What holds them to the truth are the other two tests. Another processor
   * adds float32 in another order, which moves an element of a unit vector by some 1e-7.
   */
  @Test
  void embeddingsAreTheGoldens() throws IOException {
    JsonNode goldens;
    try (InputStream file =
        Objects.requireNonNull(getClass().getResourceAsStream("minilm-embeddings.json"))) {
      goldens = new ObjectMapper().readTree(file);
    }
    assertThat(goldens.path("sentences")).hasSize(SENTENCES.size());
    for (int i = 0; i < SENTENCES.size(); i++) {
      JsonNode golden = goldens.path("sentences").path(i);
      System.out.println(describe(i));
      assertThat(golden.path("text").textValue()).isEqualTo(SENTENCES.get(i));
      assertThat(golden.path("start")).hasSize(8);
      for (int j = 0; j < 8; j++) {
        assertThat((double) embeddings.get(i)[j])
            .as("element %d of \"%s\"", j, SENTENCES.get(i))
            .isCloseTo(golden.path("start").path(j).doubleValue(), within(5e-6));
      }
      assertThat(golden.path("cosines")).hasSize(SENTENCES.size());
      for (int j = 0; j < SENTENCES.size(); j++) {
        assertThat(cosine(i, j))
            .isCloseTo(golden.path("cosines").path(j).doubleValue(), within(5e-6));
      }
    }
  }

  private static String describe(int sentence) {
    List<String> start = new ArrayList<>();
    List<String> cosines = new ArrayList<>();
    for (int j = 0; j < 8; j++) {
      start.add(String.format(Locale.ROOT, "%.7f", embeddings.get(sentence)[j]));
    }
    for (int j = 0; j < SENTENCES.size(); j++) {
      cosines.add(String.format(Locale.ROOT, "%.6f", cosine(sentence, j)));
    }
    return "{\"text\": \"%s\",%n \"start\": %s,%n \"cosines\": %s}"
        .formatted(SENTENCES.get(sentence), start, cosines);
  }

  private static float[] pool(float[] states, int from, int count, int width) {
    double[] sum = new double[width];
    for (int i = 0; i < count * width; i++) {
      sum[i % width] += states[from * width + i];
    }
    double norm = 0;
    for (double value : sum) {
      norm += value * value;
    }
    float[] pooled = new float[width];
    for (int i = 0; i < width; i++) {
      pooled[i] = (float) (sum[i] / Math.sqrt(norm));
    }
    return pooled;
  }

  private static double cosine(int i, int j) {
    double sum = 0;
    for (int k = 0; k < embeddings.get(i).length; k++) {
      sum += (double) embeddings.get(i)[k] * embeddings.get(j)[k];
    }
    return sum;
  }
}
