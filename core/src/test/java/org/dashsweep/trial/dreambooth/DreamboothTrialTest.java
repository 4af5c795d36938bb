package org.dashsweep.trial.dreambooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.image.ImageFile;
import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.OutOfMemory;
import org.dashsweep.trial.PictureStore;
import org.dashsweep.trial.Recorder;
import org.dashsweep.trial.TrialCancelledException;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From a sweep's configuration to pictures and their metrics, and that stopping on the way changes
 * nothing of them.
 */
@Tag("native")
final class DreamboothTrialTest {
  @TempDir private static Path directory;
  private static Locations locations;
  private static DreamboothTrialRunner runner;

  @BeforeAll
  static void open() throws IOException {
    locations = TinyDreambooth.write(directory);
    runner = new DreamboothTrialRunner(locations);
  }

  @AfterAll
  static void close() {
    runner.close();
  }

  private static TrialResult run(String fixed) {
    return runner.run(
        TinyDreambooth.request(TinyDreambooth.config(fixed), null), TrialListener.NONE);
  }

  @Test
  void reportsWhatItMeasured() {
    Recorder recorder = new Recorder(Recorder.NEVER);
    KeptFiles pictures = new KeptFiles();
    TrialResult result =
        runner.run(
            TinyDreambooth.request(TinyDreambooth.config(TinyDreambooth.LORA_DASH), null)
                .withPictures(pictures),
            recorder);
    assertThat(result.steps()).hasSize(6).isEqualTo(recorder.steps);
    assertThat(result.steps()).allMatch(step -> step.tokens() == 4);
    assertThat(recorder.evaluated).endsWith("6 of 6").contains("2 of 6");
    assertThat(result.summary().evaluated().launch()).isEqualTo(DirectionLaunch.DONE);
    assertThat(result.summary().cost().unmovedTensors()).isNull();
    assertThat(result.directions()).isNotEmpty();
    assertThat(result.evaluations())
        .extracting(TrialResult.Evaluation::metric)
        .containsExactly(
            "dino",
            "clip-i",
            "clip-t",
            "flagged-images",
            "clip-i-other-subject",
            "clip-i-real-to-real",
            "dino-other-subject",
            "dino-real-to-real");
    assertThat(result.evaluations())
        .allMatch(row -> row.dataset().equals("vase") && row.split().equals("prompts"))
        .allMatch(row -> Double.isFinite(row.value()));
    assertThat(result.images())
        .extracting(image -> image.promptIndex() + " " + image.prompt() + " " + image.noiseSeed())
        .containsExactly(
            "0 a vase on the beach 0",
            "0 a vase on the beach 1",
            "0 a vase on the beach 2",
            "1 a red vase 1000",
            "1 a red vase 1001",
            "1 a red vase 1002");
    assertThat(result.images()).extracting(TrialResult.Image::path).doesNotHaveDuplicates();
    double mean =
        result.images().stream()
            .mapToDouble(image -> Objects.requireNonNull(image.dino()))
            .average()
            .orElseThrow();
    assertThat(result.summary().score().primaryMetric()).isEqualTo("dino");
    assertThat(result.summary().score().primaryValue()).isCloseTo(mean, within(1e-12));
    assertThat(pictures.written).hasSize(6);
    pictures.content.forEach(
        (name, file) -> assertThat(ImageFile.decode(name, file).height()).isEqualTo(32));
    assertThat(pictures.content.values()).doesNotHaveDuplicates();
  }

  @Test
  void anUpdateIsTheSameHoweverItIsSplit() {
    TrialResult whole = run(TinyDreambooth.LORA_DASH);
    for (int size : new int[] {1, 2, 3}) {
      TrialResult split = run(TinyDreambooth.LORA_DASH + "  micro-batch-size: " + size + "\n");
      for (int i = 0; i < whole.steps().size(); i++) {
        assertThat(split.steps().get(i).loss())
            .isCloseTo(whole.steps().get(i).loss(), within(2e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void aTrialThatWasStoppedGoesOnToTheBit(int after, @TempDir Path checkpoints) {
    TrialRequest request =
        TinyDreambooth.request(TinyDreambooth.config(TinyDreambooth.LORA_DASH), checkpoints);
    assertThatThrownBy(() -> runner.run(request, new Recorder(after)))
        .isInstanceOf(TrialCancelledException.class);
    Recorder rest = new Recorder(Recorder.NEVER);
    TrialResult resumed = runner.run(request, rest);
    assertThat(rest.steps).hasSize(6 - after);
    assertSame(resumed, run(TinyDreambooth.LORA_DASH));
  }

  @Test
  void aTrialThatWasStoppedWhileItSamplesKeepsItsPictures(@TempDir Path checkpoints) {
    KeptFiles pictures = new KeptFiles();
    TrialRequest request =
        TinyDreambooth.request(TinyDreambooth.config(TinyDreambooth.LORA_DASH), checkpoints)
            .withPictures(pictures);
    assertThatThrownBy(() -> runner.run(request, new CancelledAfter(2)))
        .isInstanceOf(TrialCancelledException.class);
    assertThat(pictures.written).containsExactly("000-000.png", "000-001.png");
    pictures.written.clear();
    // What another state has made, or what is damaged, is made again.
    pictures.content.put("001-000.png", new byte[] {1, 2, 3});
    TrialResult resumed = runner.run(request, TrialListener.NONE);
    assertThat(pictures.written)
        .containsExactly("000-002.png", "001-000.png", "001-001.png", "001-002.png");
    assertSame(resumed, run(TinyDreambooth.LORA_DASH));
  }

  @Test
  void picturesOfAnotherStateAreSampledAgain() {
    KeptFiles pictures = new KeptFiles();
    TrialRequest request =
        TinyDreambooth.request(TinyDreambooth.config(TinyDreambooth.LORA_DASH), null)
            .withPictures(pictures);
    runner.run(request, TrialListener.NONE);
    Map<String, byte[]> before = new HashMap<>(pictures.content);
    runner.run(
        TinyDreambooth.request(
                TinyDreambooth.config(TinyDreambooth.LORA_DASH + "  seed: 2\n"), null)
            .withPictures(pictures),
        TrialListener.NONE);
    assertThat(pictures.written).hasSize(12);
    assertThat(pictures.content.get("000-000.png")).isNotEqualTo(before.get("000-000.png"));
  }

  @Test
  void samplingThatRunsOutOfMemoryIsDoneInSmallerParts() {
    TrialResult usual = run(TinyDreambooth.LORA_DASH);
    TrialResult smaller =
        runner.run(
            TinyDreambooth.request(TinyDreambooth.config(TinyDreambooth.LORA_DASH), null),
            new OutOfMemory(1));
    for (int i = 0; i < usual.images().size(); i++) {
      assertThat(smaller.images().get(i).dino())
          .isCloseTo(usual.images().get(i).dino(), within(1e-2));
    }
  }

  /** The untuned model's pictures depend on no seed of training. */
  @Test
  void theUntunedModelIsARow() {
    String untuned =
        TinyDreambooth.LORA_DASH
            .replace("lora-dash", "none")
            .replaceAll(
                "  (rank|directions|launch-step|optimizer-steps|batch-size|learning-rate): .*\n",
                "");
    TrialResult result = run(untuned);
    assertThat(result.steps()).isEmpty();
    assertThat(result.images()).hasSize(6);
    assertThat(result.summary().evaluated().step()).isZero();
    TrialResult tuned = run(TinyDreambooth.LORA_DASH);
    assertThat(result.images())
        .extracting(TrialResult.Image::noiseSeed)
        .isEqualTo(tuned.images().stream().map(TrialResult.Image::noiseSeed).toList());
    assertThat(result.images().get(0).dino()).isNotEqualTo(tuned.images().get(0).dino());
  }

  @Test
  void whatIsComputedOfPhotosIsTakenFromTheCache(@TempDir Path cache) throws IOException {
    TrialResult first = withCache(cache);
    List<Path> files;
    try (Stream<Path> all = Files.walk(cache)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    // 5 photos, 3 prompts; embeddings of 10 photos in two models, and of 2 prompts.
    assertThat(files).hasSize(5 + 3 + 20 + 2);
    byte[] before = Files.readAllBytes(files.get(0));
    byte[] damaged = before.clone();
    damaged[damaged.length - 1] ^= 1;
    Files.write(files.get(0), damaged);
    assertSame(withCache(cache), first);
    assertThat(Files.readAllBytes(files.get(0)))
        .as("a damaged file is made again")
        .isEqualTo(before);
    assertSame(first, run(TinyDreambooth.LORA_DASH));
  }

  private static TrialResult withCache(Path cache) {
    try (DreamboothTrialRunner own =
        new DreamboothTrialRunner(TinyDreambooth.withCache(directory, cache))) {
      return own.run(
          TinyDreambooth.request(TinyDreambooth.config(TinyDreambooth.LORA_DASH), null),
          TrialListener.NONE);
    }
  }

  /** Without noise in the weights the loss of both kinds of pictures is a sum of the two. */
  @Test
  void picturesOfTheClassAddTheirWeightedLoss() {
    String once = TinyDreambooth.LORA_DASH.replace("optimizer-steps: 6", "optimizer-steps: 4");
    double alone = run(once).steps().get(0).loss();
    double light =
        run(once + "  class-photos: photos/toy\n  prior-weight: 0.5\n").steps().get(0).loss();
    double heavy =
        run(once + "  class-photos: photos/toy\n  prior-weight: 1.5\n").steps().get(0).loss();
    assertThat(heavy - alone).isCloseTo(3 * (light - alone), within(1e-4));
    assertThat(light).isGreaterThan(alone);
  }

  @Test
  void smallSignalToNoiseRatiosKeepTheirWeight() {
    String once = TinyDreambooth.LORA_DASH.replace("optimizer-steps: 6", "optimizer-steps: 4");
    double plain = run(once).steps().get(0).loss();
    assertThat(run(once + "  min-snr-gamma: 1e9\n").steps().get(0).loss())
        .isCloseTo(plain, within(1e-6));
    assertThat(run(once + "  min-snr-gamma: 1\n").steps().get(0).loss()).isLessThan(plain);
  }

  @Test
  void activationsThatAreMadeAgainChangeNothing() {
    assertSame(
        run(TinyDreambooth.LORA_DASH + "  activation-checkpointing: true\n"),
        run(TinyDreambooth.LORA_DASH));
  }

  @Test
  void evaluationsOnTheWayLeaveNoTraceInTheRest() {
    TrialResult often = run(TinyDreambooth.LORA_DASH + "  evaluate-every: 4\n");
    TrialResult usual = run(TinyDreambooth.LORA_DASH);
    assertThat(Recorder.timeless(often.steps())).isEqualTo(Recorder.timeless(usual.steps()));
    assertThat(often.images()).isEqualTo(usual.images());
    assertThat(often.evaluations())
        .filteredOn(row -> row.metric().equals("dino"))
        .extracting(TrialResult.Evaluation::step)
        .containsExactly(4, 6);
  }

  /** Micro-batches of one: 4 calls an update, so that 12 calls are 3 updates. */
  @Test
  void theLaunchCountsCallsAsTheAuthorsCodeDoes() {
    String updates = TinyDreambooth.LORA_DASH + "  micro-batch-size: 1\n";
    assertSame(
        run(updates.replace("launch-step: 3", "launch-step: 12\n  launch-counts: forward-calls")),
        run(updates));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lora", "dora", "rslora", "lora-plus", "pissa", "milora", "olora", "trilora", "flora",
        "moslora", "vera", "liera", "ssl", "ssb", "pissa-dash", "dora-dash", "lora-init", "lora-tsd"
      })
  void everyMethodOfLinearLayersTrains(String method) {
    String fixed = TinyDreambooth.LORA_DASH.replace("method: lora-dash", "method: " + method);
    SearchSpace space = new DreamboothExperiment().searchSpace();
    for (String parameter : List.of("directions", "launch-step", "rank")) {
      if (!space.parametersOf(method).containsKey(parameter)) {
        fixed = fixed.replaceAll("  " + parameter + ": .*\n", "");
      }
    }
    TrialResult result = run(fixed);
    assertThat(result.steps()).hasSize(6).allMatch(step -> Double.isFinite(step.loss()));
    assertThat(result.summary().cost().unmovedTensors()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfloat16", "float16"})
  void aBaseOfHalfTheBytesTrains(String precision) {
    TrialResult half = run(TinyDreambooth.LORA_DASH + "  base-precision: " + precision + "\n");
    TrialResult whole = run(TinyDreambooth.LORA_DASH);
    for (int i = 0; i < whole.steps().size(); i++) {
      assertThat(half.steps().get(i).loss()).isCloseTo(whole.steps().get(i).loss(), within(0.05));
    }
  }

  private static void assertSame(TrialResult actual, TrialResult expected) {
    assertThat(Recorder.timeless(actual.steps())).isEqualTo(Recorder.timeless(expected.steps()));
    assertThat(actual.images())
        .usingRecursiveComparison()
        .ignoringFields("path")
        .isEqualTo(expected.images());
    assertThat(actual.directions()).isEqualTo(expected.directions());
    assertThat(actual.evaluations()).isEqualTo(expected.evaluations());
  }

  /** Stops a trial that has trained once so many pictures are there. */
  private static final class CancelledAfter implements TrialListener {
    private final int pictures;
    private int done;

    CancelledAfter(int pictures) {
      this.pictures = pictures;
    }

    @Override
    public void evaluated(int sampled, int total) {
      done = sampled;
    }

    @Override
    public boolean cancelled() {
      return done >= pictures;
    }
  }

  /** Files of pictures that remember what was written. */
  private static final class KeptFiles implements PictureStore {
    private final Map<String, byte[]> content = new HashMap<>();
    private final List<String> written = new ArrayList<>();

    @Override
    public Optional<byte[]> read(String name) {
      return Optional.ofNullable(content.get(name));
    }

    @Override
    public void write(String name, byte[] file) {
      written.add(name);
      content.put(name, Arrays.copyOf(file, file.length));
    }

    @Override
    public String path(String name) {
      return "images/" + name;
    }
  }
}
