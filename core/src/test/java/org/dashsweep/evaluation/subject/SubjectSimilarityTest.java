package org.dashsweep.evaluation.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.dashsweep.image.ImageResources;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.Test;

/** Against metrics that torch computed of tiny random models' embeddings. */
class SubjectSimilarityTest {
  /** The reference is float32. */
  private static final Offset<Double> TOLERANCE = within(2e-7);

  private static final Embeddings DINO_PHOTOS = rows("dino.embeddings", 0, 3);
  private static final Embeddings DINO_PICTURES = rows("dino.embeddings", 3, 7);
  private static final Embeddings CLIP_PHOTOS = rows("clip.image_embeddings", 0, 3);
  private static final Embeddings CLIP_PICTURES = rows("clip.image_embeddings", 3, 7);
  private static final Embeddings PROMPTS = rows("clip.text_embeddings", 0, 4);

  private final JsonNode expected;

  SubjectSimilarityTest() throws IOException {
    expected =
        new ObjectMapper()
            .readTree(ImageResources.path("sdxl-more/metrics.json").toFile())
            .get("metrics");
  }

  @Test
  void picturesAreComparedWithEveryPhoto() {
    double[] dino = SubjectSimilarity.toPhotos(DINO_PICTURES, DINO_PHOTOS);
    double[] clip = SubjectSimilarity.toPhotos(CLIP_PICTURES, CLIP_PHOTOS);

    assertThat(mean(dino)).isCloseTo(expected.get("dino").asDouble(), TOLERANCE);
    assertThat(mean(clip)).isCloseTo(expected.get("clip_i").asDouble(), TOLERANCE);
    for (int picture = 0; picture < dino.length; picture++) {
      assertThat(dino[picture]).isCloseTo(mean(expected.get("dino_pairs").get(picture)), TOLERANCE);
      assertThat(clip[picture])
          .isCloseTo(mean(expected.get("clip_i_pairs").get(picture)), TOLERANCE);
    }
  }

  @Test
  void picturesAreComparedWithTheirOwnPrompt() {
    double[] clip = SubjectSimilarity.toPrompts(CLIP_PICTURES, PROMPTS);

    assertThat(mean(clip)).isCloseTo(expected.get("clip_t").asDouble(), TOLERANCE);
    for (int picture = 0; picture < clip.length; picture++) {
      assertThat(clip[picture])
          .isCloseTo(expected.get("clip_t_pairs").get(picture).asDouble(), TOLERANCE);
    }
  }

  @Test
  void photosBoundTheMetricFromAbove() {
    assertThat(SubjectSimilarity.amongPhotos(DINO_PHOTOS).getAsDouble())
        .isCloseTo(expected.get("dino_real_to_real").asDouble(), TOLERANCE);
    assertThat(SubjectSimilarity.amongPhotos(CLIP_PHOTOS).getAsDouble())
        .isCloseTo(expected.get("clip_i_real_to_real").asDouble(), TOLERANCE);
    assertThat(SubjectSimilarity.amongPhotos(rows("dino.embeddings", 0, 1))).isEmpty();
  }

  @Test
  void anotherSubjectBoundsItFromBelow() {
    Embeddings axes = Embeddings.of(new float[][] {{3, 0}, {0, 2}});
    Embeddings diagonal = Embeddings.of(new float[][] {{5, 5}, {-1, 0}});

    assertThat(SubjectSimilarity.betweenSubjects(axes, diagonal))
        .isCloseTo((2 * Math.sqrt(0.5) - 1) / 4, within(1e-12));
  }

  @Test
  void embeddingsWithoutADirectionAreRefused() {
    for (float value : new float[] {0, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Embeddings.of(new float[][] {{1, 0}, {0, value}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Embedding 1 has no direction: its length is ");
    }
  }

  @Test
  void numbersAndWidthsMustFit() {
    Embeddings one = Embeddings.of(new float[][] {{1, 0}});

    assertThatThrownBy(() -> SubjectSimilarity.toPrompts(CLIP_PICTURES, one))
        .hasMessage("There are 4 pictures and 1 prompts");
    assertThatThrownBy(() -> SubjectSimilarity.toPhotos(CLIP_PICTURES, one))
        .hasMessage("Embeddings must have one width: 24, 2");
    assertThatThrownBy(() -> Embeddings.of(new float[][] {{1, 0}, {1}}))
        .hasMessage("Embeddings must have one width: 2, 1");
  }

  private static Embeddings rows(String name, int from, int to) {
    StoredTensor tensor = ImageResources.tensors("sdxl-more/images.safetensors").tensor(name);
    float[] values = tensor.toFloats();
    int width = Math.toIntExact(tensor.shape().get(1));
    float[][] rows = new float[to - from][];
    for (int i = from; i < to; i++) {
      rows[i - from] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
    return Embeddings.of(rows);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double mean(JsonNode values) {
    double sum = 0;
    for (JsonNode value : values) {
      sum += value.asDouble();
    }
    return sum / values.size();
  }
}
