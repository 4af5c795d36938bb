package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.image.ImageEncoding;
import org.dashsweep.image.ImageFile;
import org.dashsweep.image.ImageSize;
import org.dashsweep.image.RgbImage;
import org.dashsweep.jobs.tables.ImageStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.dreambooth.PictureMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageReportTest {
  private static final int MOST_BYTES = 5_000_000;

  private final Path directory;
  private final ResultStore store;

  ImageReportTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @Test
  void metricsAreMeansOverSubjectsOfMeansOverPrompts() throws IOException {
    // Two pictures of prompt 0 and one of prompt 1: prompts count alike, and so do subjects.
    commit("n1", "none", "toy", 0, List.of(value(0, 0, 0.2), value(1, 0, 0.4)));
    commit("n2", "none", "vase", 0, List.of(value(0, 0, 0.6), value(1, 0, 0.6)));
    commit(
        "a1",
        "lora",
        "toy",
        1,
        List.of(value(0, 0, 0.5), value(0, 1, 0.7), value(1, 0, 0.8), flagged(1, 1)));
    commit("a2", "lora", "vase", 1, List.of(value(0, 0, 0.9), value(1, 0, 0.7)));
    commit("b1", "lora-dash", "toy", 1, List.of(value(0, 0, 0.6), value(1, 0, 0.9)));
    commit("b2", "lora-dash", "vase", 1, List.of(value(0, 0, 1.0), value(1, 0, 0.8)));
    ReportBuilder.write(store);
    String means = read("image-metrics.csv");
    // By hand: ((0.2 + 0.4) / 2 + 0.6) / 2, (((0.5 + 0.7) / 2 + 0.8) / 2 + 0.8) / 2.
    assertThat(row(means, "none (untuned)").get(2)).isCloseTo(0.45, within(1e-12));
    assertThat(row(means, "lora").get(2)).isCloseTo(0.75, within(1e-12));
    assertThat(row(means, "lora-dash").get(2)).isCloseTo(0.825, within(1e-12));
    assertThat(row(means, "lora").get(3)).isBetween(0.6, 0.75);
    assertThat(row(means, "lora").get(4)).isBetween(0.75, 0.9);
    assertThat(row(means, "photos among themselves").get(2)).isCloseTo(0.75, within(1e-12));
    assertThat(row(means, "photos of another subject").get(2)).isCloseTo(0.25, within(1e-12));
    assertThat(read("image-metrics.md")).contains("| lora | 4 | 0.750 (0.").contains("| 6 | 1 |");
    // Paired by noise: 0.1 in each of the four pairs, so that no interval is left.
    assertThat(read("image-differences.md"))
        .contains("| lora-dash | 4 | lora, rank 4 | +0.100 | +0.050 | – | 4 |")
        .contains("| lora | 4 | none (untuned) | ")
        .doesNotContain("| none (untuned) | – | none");
    assertThat(read("summary.md")).contains("| toy, dino | vase, dino |");
    // Each metric has its own panel and its own rows: they share no axis.
    assertThat(read("index.html")).contains("all subjects, dino", "all subjects, clip-i");
    assertThat(directory.resolve("report/rankings.md")).doesNotExist();
    assertThat(read("verdicts.md"))
        .contains("| seeds | subjects | could show |")
        .contains("| all subjects | dino | lora-dash | lora |")
        .contains("| all subjects | clip-i | lora-dash | lora |");
  }

  @Test
  void thePageShowsSmallPicturesThatLinkToTheFiles() throws IOException {
    commit("a1", "lora", "toy", 1, List.of(value(0, 0, 0.5), value(1, 0, 0.7)));
    commit("b1", "lora-dash", "toy", 1, List.of(value(0, 0, 0.6), value(1, 0, 0.9)));
    for (String id : List.of("a1", "b1")) {
      for (String name : List.of("000-000.png", "001-000.png")) {
        new ImageStore(store, id).write(name, ImageEncoding.png(noise(96, name.hashCode())));
      }
    }
    store.deleteFile("images/b1/001-000.png");
    ReportBuilder.write(store);
    String page = read("index.html");
    assertThat(page)
        .contains("<h2>Pictures</h2>", "<th scope=\"row\">a toy &lt;0&gt;</th>")
        .contains("href=\"../images/a1/000-000.png\"", "Largest DINO", "Smallest CLIP-I")
        .contains(">no file</a>")
        .contains("tiny-sdxl has random weights: the numbers of this page mean nothing.");
    assertThat(directory.resolve("report").resolve("../images/a1/000-000.png")).exists();
    Matcher copy = Pattern.compile("data:image/jpeg;base64,([A-Za-z0-9+/=]+)").matcher(page);
    assertThat(copy.find()).isTrue();
    assertThat(ImageFile.decode("copy", Base64.getDecoder().decode(copy.group(1))).width())
        .isEqualTo(96);
    assertThat(page).contains("&lt;0&gt;").doesNotContain("a toy <0>");
  }

  /** The paper's sweep has as many: what does not fit is said to be left out. */
  @Test
  void theSizeOfThePageHasABound() throws IOException {
    byte[] png = ImageEncoding.png(noise(160, 7));
    List<TrialResult.Image> values = new ArrayList<>();
    for (int prompt = 0; prompt < 25; prompt++) {
      values.add(value(prompt, 0, 0.01 * prompt));
    }
    for (int subject = 0; subject < 12; subject++) {
      for (long rank : List.of(4L, 8L, 16L)) {
        String id = "t%02d-%d".formatted(subject, rank);
        commit(id, "lora", "subject%02d".formatted(subject), 1, rank, values);
        for (int prompt = 0; prompt < 25; prompt++) {
          new ImageStore(store, id).write("%03d-000.png".formatted(prompt), png);
        }
      }
    }
    ReportBuilder.write(store);
    assertThat(Files.size(directory.resolve("report/index.html"))).isLessThan(MOST_BYTES);
    assertThat(read("index.html")).contains("<h3>subject00</h3>", "<h3>subject11</h3>");
  }

  @Test
  void aSweepWithoutPicturesHasNoSuchSection() throws IOException {
    SampleSweep.commit(store, List.of(1L, 2L));
    ReportBuilder.write(store);
    assertThat(read("index.html")).doesNotContain("<h2>Pictures</h2>");
    assertThat(directory.resolve("report/image-metrics.md")).doesNotExist();
  }

  @Test
  void resamplingKnowsWhatVaries() {
    List<ResampledMean.Measured> equal =
        List.of(new ResampledMean.Measured("a", 0, 0.5), new ResampledMean.Measured("b", 0, 0.5));
    assertThat(ResampledMean.of(equal).interval()).isEmpty();
    List<ResampledMean.Measured> spread = new ArrayList<>();
    Random random = new Random(1);
    for (int subject = 0; subject < 30; subject++) {
      double own = random.nextGaussian();
      for (int prompt = 0; prompt < 25; prompt++) {
        spread.add(new ResampledMean.Measured("s" + subject, prompt, own + random.nextGaussian()));
      }
    }
    ResampledMean mean = ResampledMean.of(spread);
    ReportedSample.Interval interval = mean.interval().orElseThrow();
    // Standard error √((1 + 1 / 25) / 30) = 0.186, and ± 1.96 of them.
    assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 * 0.186, within(0.2));
    assertThat(interval.contains(mean.mean())).isTrue();
    assertThat(ResampledMean.of(spread)).as("the same every time").isEqualTo(mean);
  }

  private static List<Double> row(String csv, String method) {
    return csv.lines()
        .filter(line -> line.startsWith(method + ","))
        .map(
            line ->
                List.of(line.split(",", -1)).stream()
                    .map(field -> field.matches("-?[0-9.eE-]+") ? Double.valueOf(field) : -1.0)
                    .toList())
        .findFirst()
        .orElseThrow();
  }

  private static TrialResult.Image value(int prompt, int image, double dino) {
    return image(prompt, image, dino, List.of());
  }

  private static TrialResult.Image flagged(int prompt, int image) {
    return image(prompt, image, Double.NaN, List.of("nan", "black"));
  }

  private static TrialResult.Image image(int prompt, int image, double dino, List<String> flags) {
    boolean finite = !Double.isNaN(dino);
    return new TrialResult.Image(
        "",
        "",
        prompt,
        image,
        prompt * 1000L + image,
        "%03d-%03d.png".formatted(prompt, image),
        finite ? dino : null,
        finite ? dino / 2 : null,
        null,
        flags);
  }

  private void commit(
      String id, String method, String subject, long seed, List<TrialResult.Image> values)
      throws IOException {
    commit(id, method, subject, seed, 4, values);
  }

  private void commit(
      String id,
      String method,
      String subject,
      long seed,
      long rank,
      List<TrialResult.Image> values)
      throws IOException {
    SortedMap<String, Object> parameters =
        new TreeMap<>(
            Map.of(
                "experiment",
                "dreambooth",
                "method",
                method,
                "model",
                "tiny-sdxl",
                "subject",
                subject));
    if (seed > 0) {
      parameters.put("seed", seed);
      parameters.put("rank", rank);
    }
    List<TrialResult.Image> images =
        values.stream()
            .map(
                image ->
                    new TrialResult.Image(
                        subject,
                        "a %s <%d>".formatted(subject, image.promptIndex()),
                        image.promptIndex(),
                        image.imageIndex(),
                        image.noiseSeed(),
                        "images/" + id + "/" + image.path(),
                        image.dino(),
                        image.clipI(),
                        image.clipT(),
                        image.flags()))
            .toList();
    TrialResult sample = SampleTrials.result(subject, 0.5, method.contains("dash") ? 4 : 0, seed);
    TrialResult.Summary summary = sample.summary();
    TrialResult result =
        new TrialResult(
                new TrialResult.Summary(
                    new TrialResult.Score(PictureMetrics.DINO, subject, "prompts", 0.5, 0.5, 120),
                    summary.evaluated(),
                    summary.cost(),
                    summary.computing()),
                sample.steps(),
                List.of(
                    evaluation(subject, PictureMetrics.DINO, 0.5),
                    evaluation(
                        subject,
                        PictureMetrics.DINO_REAL_TO_REAL,
                        subject.equals("toy") ? 0.7 : 0.8),
                    evaluation(subject, PictureMetrics.DINO_OTHER_SUBJECT, 0.25)),
                List.of(),
                sample.directions())
            .withImages(images);
    store.commit(SampleTrials.succeeded(id, parameters, result), result);
  }

  private static TrialResult.Evaluation evaluation(String subject, String metric, double value) {
    return new TrialResult.Evaluation(subject, "prompts", metric, value, 4, 120);
  }

  private static RgbImage noise(int side, long seed) {
    byte[] levels = new byte[side * side * RgbImage.CHANNELS];
    new Random(seed).nextBytes(levels);
    return RgbImage.of(new ImageSize(side, side), levels);
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve("report").resolve(name));
  }
}
