package org.dashsweep.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.diffusion.ClipScorer;
import org.dashsweep.evaluation.subject.Embeddings;
import org.dashsweep.evaluation.subject.SubjectSimilarity;
import org.dashsweep.file.Json;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.vit.VitConfig;
import org.dashsweep.model.vit.VitModel;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/** Recomputes the embeddings of images and texts by DINO and CLIP. */
final class EmbeddingVerification {
  private final Path directory;
  private final JsonNode settings;
  private final Device device;
  private final ReferenceFile images;
  private final Checks checks;

  EmbeddingVerification(Path directory, JsonNode settings, Device device) {
    this.directory = directory;
    this.settings = settings;
    this.device = device;
    this.images = ReferenceFile.read(directory.resolve("images.safetensors"));
    this.checks = new Checks(images);
  }

  Verification run() {
    try (TensorScope work = TensorScope.open(device)) {
      new PhotoVerification(
              directory,
              new ConfigReader(directory.toString(), settings.path("images")),
              settings.path("images").path("files"),
              images,
              checks)
          .compare();
      compareDino(work);
      compareClip(work);
    }
    return checks.finish("dino. and clip. embeddings and pixels, train. pixels and time_ids");
  }

  private Path model(String key) {
    return directory.resolve(settings.path(key).asText(key)).normalize();
  }

  private void compareDino(TensorScope work) {
    HuggingFaceDirectory dino = HuggingFaceDirectory.read(model("dino"));
    String source = dino.directory().resolve("config.json").toString();
    try (VitModel model =
        VitModel.load(dino.checkpoint(), VitConfig.read(source, dino.config()), device)) {
      Tensor own = model.embed(work, pixels(work, "dino.pixels."));
      compare("dino.embeddings", own);
      compareToPhotos("dino", own);
    }
  }

  private void compareClip(TensorScope work) {
    List<String> prompts = prompts();
    try (ClipScorer clip = ClipScorer.load(model("clip"), device)) {
      Tensor own = clip.embedImages(work, pixels(work, "clip.pixels."));
      compare("clip.image_embeddings", own);
      compareToPhotos("clip_i", own);
      int[][] ids = clip.tokens(prompts);
      if (images.has("clip.input_ids")) {
        List<Long> shape = List.of((long) ids.length, (long) ids[0].length);
        checks.compareIds(
            "clip.input_ids",
            images.longs("clip.input_ids", shape.get(0), shape.get(1)),
            Arrays.stream(ids).flatMapToLong(row -> Arrays.stream(row).asLongStream()).toArray(),
            shape);
      }
      Tensor texts = clip.embedTexts(work, prompts);
      compare("clip.text_embeddings", texts);
      Embeddings pictures = embeddings(own, photos(), files().size());
      compareMetric(
          "clip_t",
          mean(SubjectSimilarity.toPrompts(pictures, embeddings(texts, 0, prompts.size()))));
    }
  }

  /** Compares a metric of pictures and photos, and that of photos among themselves. */
  private void compareToPhotos(String name, Tensor all) {
    Embeddings real = embeddings(all, 0, photos());
    Embeddings generated = embeddings(all, photos(), files().size());
    compareMetric(name, mean(SubjectSimilarity.toPhotos(generated, real)));
    SubjectSimilarity.amongPhotos(real)
        .ifPresent(bound -> compareMetric(name + "_real_to_real", bound));
  }

  private void compareMetric(String name, double own) {
    JsonNode expected = settings.path("metrics").path(name);
    if (expected.isNumber()) {
      checks.compareNumber(
          "metrics." + name, expected.doubleValue(), own, Tolerance.absolute(1e-4));
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static Embeddings embeddings(Tensor all, int from, int to) {
    int width = Math.toIntExact(all.size(1));
    float[][] rows = new float[to - from][];
    float[] values = all.floats();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, (from + i) * width, (from + i + 1) * width);
    }
    return Embeddings.of(rows);
  }

  private List<String> files() {
    List<String> names = new ArrayList<>();
    settings.path("images").path("files").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** The number of real images, which stand before the generated ones. */
  private int photos() {
    return (int) files().stream().filter(name -> images.has("train.pixels." + name)).count();
  }

  private List<String> prompts() {
    String text = settings.path("images").path("dino.embeddings").asText();
    List<String> prompts = new ArrayList<>();
    int from = text.indexOf('[');
    int to = text.lastIndexOf(']');
    if (from < 0 || to < from) {
      throw new CheckpointException(
          directory.toString(), "tells no prompts of clip.text_embeddings in its settings");
    }
    Json.lenient(
            directory.toString(),
            text.substring(from, to + 1).getBytes(StandardCharsets.UTF_8),
            CheckpointException::new)
        .forEach(prompt -> prompts.add(prompt.asText()));
    return prompts;
  }

  /** (images, 3, S, S), in the order of the settings. */
  private Tensor pixels(TensorScope work, String prefix) {
    List<Tensor> all = new ArrayList<>();
    settings
        .path("images")
        .path("files")
        .forEach(
            name -> {
              String tensor = prefix + name.asText();
              List<Long> shape = images.shape(tensor);
              all.add(
                  work.floats(images.floats(tensor), 1, shape.get(0), shape.get(1), shape.get(2)));
            });
    return Tensor.concatenate(all);
  }

  private void compare(String name, Tensor own) {
    checks.compare(
        name, own.floats(), Arrays.stream(own.shape()).boxed().toList(), Tolerances.HIDDEN);
  }
}
