package org.dashsweep.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultStoreTest {
  private static final SortedMap<String, Object> PARAMETERS =
      SampleTrials.parameters("lora-dash", "supersense", 8, 1);
  private static final TrialResult RESULT = SampleTrials.result("supersense", 0.78, 16, 1);

  private final Path directory;
  private final ResultStore store;

  ResultStoreTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toUri().toString(), new Configuration());
  }

  @Test
  void aStoreThatWasNeverWrittenIsEmpty() throws IOException {
    ResultStore absent =
        ResultStore.open(directory.resolve("not-yet").toString(), new Configuration());
    assertThat(absent.rows()).isEmpty();
    assertThat(absent.succeeded()).isEmpty();
    assertThat(absent.find("a1")).isEmpty();
    assertThat(absent.read(Tables.STEPS, "a1")).isEmpty();
    assertThat(directory.resolve("not-yet")).doesNotExist();
  }

  @Test
  void everythingCommittedIsReadBack() throws IOException {
    TrialRow row = SampleTrials.succeeded("a1", PARAMETERS, RESULT);
    store.commit(row, RESULT);

    assertThat(store.rows()).containsExactly(row);
    assertThat(store.find("a1")).contains(row);
    assertThat(store.succeeded()).containsExactly("a1");
    assertThat(store.read(Tables.EVALUATIONS, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(RESULT.evaluations());
    assertThat(store.read(Tables.STEPS, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(RESULT.steps());
    assertThat(store.read(Tables.PREDICTIONS, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(RESULT.predictions());
    assertThat(store.read(Tables.DIRECTIONS, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(RESULT.directions());
    assertThat(store.read(Tables.DIRECTIONS, "a1"))
        .extracting(EntryRow::trialId)
        .containsOnly("a1");
  }

  @Test
  void recordedChangeRatesAreReadBackFromFilesOfTheirOwnAndFromParts() throws IOException {
    TrialResult result =
        new TrialResult(
            RESULT.summary(),
            RESULT.steps(),
            RESULT.evaluations(),
            RESULT.predictions(),
            RESULT.directions(),
            List.of(
                rates(20, 0, List.of(3, 0), List.of(0.5f, 0.25f)),
                rates(40, 0, List.of(Integer.MAX_VALUE), List.of(1e-30f)),
                rates(40, 1, List.of(), List.of())));
    store.commit(SampleTrials.succeeded("a1", PARAMETERS, result), result);
    store.commit(SampleTrials.succeeded("b2", PARAMETERS, RESULT), RESULT);
    assertThat(files())
        .contains("change_rates/a1.parquet")
        .doesNotContain("change_rates/b2.parquet");
    assertThat(store.read(Tables.CHANGE_RATES, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(result.changeRates());
    new TableCompaction(
            store, Duration.ofDays(1), TableCompaction.TRIALS_PER_PART, Clock.systemUTC())
        .run();
    assertThat(store.snapshot().read(Tables.CHANGE_RATES, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(result.changeRates());
    assertThat(store.snapshot().read(Tables.CHANGE_RATES, "b2")).isEmpty();
  }

  @Test
  void picturesHaveRowsAndFilesInOneFolder() throws IOException {
    ImageStore pictures = new ImageStore(store, "a1");
    assertThat(pictures.read("0-0.png")).isEmpty();
    pictures.write("0-0.png", new byte[] {1, 2, 3});
    assertThat(pictures.read("0-0.png")).hasValue(new byte[] {1, 2, 3});
    assertThat(pictures.path("0-0.png")).isEqualTo("images/a1/0-0.png");
    TrialResult result =
        RESULT.withImages(
            List.of(
                new TrialResult.Image(
                    "vase", "a vase", 0, 0, 7, "images/a1/0-0.png", 0.5, 0.25, -0.125, List.of()),
                new TrialResult.Image(
                    "vase",
                    "a \"vase\"",
                    1,
                    0,
                    8,
                    "images/a1/1-0.png",
                    null,
                    null,
                    null,
                    List.of("nan", "black"))));
    store.commit(SampleTrials.succeeded("a1", PARAMETERS, result), result);
    assertThat(files()).contains("images/a1.parquet");
    assertThat(store.read(Tables.IMAGES, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(result.images());
    new TableCompaction(
            store, Duration.ofDays(1), TableCompaction.TRIALS_PER_PART, Clock.systemUTC())
        .run();
    assertThat(store.snapshot().read(Tables.IMAGES, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(result.images());
    assertThat(pictures.read("0-0.png")).as("the table's rows alone move").isPresent();
  }

  private static TrialResult.ChangeRate rates(
      int step, int layer, List<Integer> index, List<Float> rate) {
    return new TrialResult.ChangeRate(
        step,
        layer,
        "attention.self.query",
        384,
        0.1,
        0.05,
        0.5,
        38.4,
        index,
        rate,
        rate,
        rate,
        rate,
        rate);
  }

  @Test
  void parametersKeepTheirTypes() throws IOException {
    SortedMap<String, Object> parameters = new TreeMap<>();
    parameters.put("alpha", 16.0);
    parameters.put("rank", 8L);
    parameters.put("tiny", 1e-300);
    parameters.put("large", Long.MAX_VALUE);
    parameters.put("flag", true);
    parameters.put("text", "a \"b\" \u00e9 \ud83d\ude00");
    parameters.put("target-modules", List.of("query", "value"));
    store.commit(SampleTrials.failed("a1", parameters, FailureClass.DIVERGED, "loss is NaN"), null);
    assertThat(store.rows().get(0).parameters()).isEqualTo(parameters);
  }

  @Test
  void parametersAreTextForPeople() {
    SortedMap<String, Object> parameters = new TreeMap<>();
    parameters.put("alpha", 16.0);
    parameters.put("rate", 1e-5);
    parameters.put("epsilon", 1e-12);
    parameters.put("rank", 8L);
    parameters.put("target-modules", List.of("query", "value"));
    TrialRow row = SampleTrials.failed("a1", parameters, FailureClass.INTERNAL, "x");
    assertThat(row.parameter("alpha")).isEqualTo("16");
    assertThat(row.parameter("rate")).isEqualTo("0.00001");
    assertThat(row.parameter("epsilon")).isEqualTo("1E-12");
    assertThat(row.parameter("rank")).isEqualTo("8");
    assertThat(row.parameter("target-modules")).isEqualTo("query, value");
    assertThat(row.parameter("absent")).isNull();
  }

  @Test
  void oneFilePerTableAndNothingElse() throws IOException {
    store.commit(SampleTrials.succeeded("a1", PARAMETERS, RESULT), RESULT);
    assertThat(files())
        .containsExactlyInAnyOrder(
            "directions/a1.parquet",
            "evaluations/a1.parquet",
            "predictions/a1.parquet",
            "steps/a1.parquet",
            "trials/a1.parquet");
  }

  @Test
  void aFailureIsARowWithItsReason() throws IOException {
    TrialRow row =
        SampleTrials.failed("a1", PARAMETERS, FailureClass.OUT_OF_MEMORY, "no 3 GB left");
    store.commit(row, null);
    assertThat(store.rows()).containsExactly(row);
    assertThat(store.succeeded()).isEmpty();
    assertThat(files()).containsExactly("trials/a1.failed.parquet");
  }

  @Test
  void aLaterSuccessReplacesAFailure() throws IOException {
    store.commit(SampleTrials.failed("a1", PARAMETERS, FailureClass.INTERNAL, "x"), null);
    TrialRow second = SampleTrials.succeeded("a1", PARAMETERS, RESULT);
    store.commit(second, RESULT);
    assertThat(store.rows()).containsExactly(second);
    assertThat(store.succeeded()).containsExactly("a1");
  }

  @Test
  void aSuccessIsFinal() throws IOException {
    TrialRow first = SampleTrials.succeeded("a1", PARAMETERS, RESULT);
    store.commit(first, RESULT);
    store.commit(SampleTrials.failed("a1", PARAMETERS, FailureClass.INTERNAL, "late"), null);
    TrialResult other = SampleTrials.result("supersense", 0.1, 0, 2);
    store.commit(SampleTrials.succeeded("a1", PARAMETERS, other), other);
    assertThat(store.rows()).containsExactly(first);
    assertThat(store.read(Tables.STEPS, "a1"))
        .extracting(EntryRow::entry)
        .isEqualTo(RESULT.steps());
  }

  @Test
  void aFailureTakesAwayWhatAnInterruptedAttemptLeft() throws IOException {
    store.commit(SampleTrials.succeeded("a1", PARAMETERS, RESULT), RESULT);
    Files.delete(directory.resolve("trials/a1.parquet"));
    store.commit(SampleTrials.failed("a1", PARAMETERS, FailureClass.STORAGE, "disk full"), null);
    assertThat(files()).containsExactly("trials/a1.failed.parquet");
  }

  @Test
  void aTrialWithoutItsTrialsRowIsNotDone() throws IOException {
    store.commit(SampleTrials.succeeded("a1", PARAMETERS, RESULT), RESULT);
    Files.delete(directory.resolve("trials/a1.parquet"));
    assertThat(store.rows()).isEmpty();
    assertThat(store.succeeded()).isEmpty();
  }

  @Test
  void theTrialsRowIsTheLastToAppear() throws IOException {
    // A table that cannot be written: a file stands where its directory should be.
    Files.writeString(directory.resolve("directions"), "");
    assertThatThrownBy(() -> store.commit(SampleTrials.succeeded("a1", PARAMETERS, RESULT), RESULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("directions/a1.parquet");
    assertThat(store.rows()).isEmpty();
    assertThat(files()).noneMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void hiddenAndForeignFilesAreSkipped() throws IOException {
    store.commit(SampleTrials.succeeded("a1", PARAMETERS, RESULT), RESULT);
    Files.writeString(directory.resolve("trials/.b2.parquet.1234.tmp"), "half");
    Files.writeString(directory.resolve("trials/.b3.parquet"), "half");
    Files.writeString(directory.resolve("trials/_SUCCESS"), "");
    assertThat(store.succeeded()).containsExactly("a1");
  }

  @Test
  void aFileCutShortIsNamedWithTheRemedy() throws IOException {
    store.commit(SampleTrials.succeeded("a1", PARAMETERS, RESULT), RESULT);
    Path file = directory.resolve("trials/a1.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 20));
    assertThatThrownBy(store::rows)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("delete it");
  }

  @Test
  void rowAndResultMustAgree() {
    assertThatThrownBy(() -> store.commit(SampleTrials.succeeded("a1", PARAMETERS, RESULT), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trial a1 is SUCCEEDED but has no result");
  }

  @Test
  void aParameterOfTheWrongTypeIsNamed() {
    SortedMap<String, Object> parameters = new TreeMap<>(PARAMETERS);
    parameters.put("rank", "eight");
    TrialRow row = SampleTrials.failed("a1", parameters, FailureClass.BAD_INPUT, "x");
    assertThatThrownBy(() -> store.commit(row, null))
        .rootCause()
        .isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> store.commit(row, null))
        .hasStackTraceContaining("column rank holds LONG, not String eight");
  }

  @Test
  void idsThatWouldBeHiddenOrLeaveTheDirectoryAreRefused() {
    for (String id : List.of("", ".a", "_a", "../a", "a/b", "a b")) {
      assertThatThrownBy(() -> SampleTrials.failed(id, PARAMETERS, FailureClass.INTERNAL, "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("trialId");
    }
  }

  @Test
  void manyWritersAndAReaderAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new java.util.ArrayList<>();
      for (int i = 0; i < 24; i++) {
        String id = "t" + i;
        writers.add(
            threads.submit(
                () -> {
                  TrialRow row = SampleTrials.succeeded(id, PARAMETERS, RESULT);
                  store.commit(row, RESULT);
                  return null;
                }));
      }
      boolean busy = true;
      while (busy) {
        busy = writers.stream().anyMatch(writer -> !writer.isDone());
        for (String id : store.succeeded()) {
          assertThat(store.read(Tables.STEPS, id)).hasSameSizeAs(RESULT.steps());
          assertThat(store.read(Tables.DIRECTIONS, id)).hasSameSizeAs(RESULT.directions());
        }
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(store.succeeded()).hasSize(24);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      return found
          .filter(file -> Files.isRegularFile(file) && Files.exists(file))
          .map(file -> directory.relativize(file).toString())
          .filter(name -> name.contains("/"))
          .sorted()
          .toList();
    }
  }
}
