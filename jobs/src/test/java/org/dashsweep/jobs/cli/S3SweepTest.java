package org.dashsweep.jobs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.dashsweep.jobs.storage.FaultyGateway.Fault;
import org.dashsweep.jobs.storage.S3Server;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSchema;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps whose tables, checkpoints, adapters and report lie on S3. */
@Tag("spark")
final class S3SweepTest {
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private static S3Server server;

  private final Path directory;
  private final List<Path> logs = new ArrayList<>();
  private String bucket = "";

  S3SweepTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void reset() {
    Logs.silence();
    FakeCatalogue.reset();
    server.gateway().fail(request -> Fault.NONE);
    bucket = "sweeps-" + BUCKETS.incrementAndGet();
    server.createBucket(bucket);
  }

  @Test
  void aSweepOnAServerThatStumblesEndsAsAnyOtherAndTellsNobodyTheCredentials() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    Queue<String> pages = new ConcurrentLinkedQueue<>();
    AtomicBoolean looked = new AtomicBoolean();
    Fault[] faults = {Fault.SLOW_DOWN, Fault.DROPPED_REQUEST, Fault.LOST_ANSWER, Fault.TORN_ANSWER};
    server
        .gateway()
        .fail(
            request -> {
              if (request.startsWith("PUT ")
                  && request.contains("/attempts/")
                  && !looked.getAndSet(true)) {
                pages.addAll(environmentPages());
              }
              int number = requests.incrementAndGet();
              return number % 7 == 0 ? faults[number / 7 % faults.length] : Fault.NONE;
            });
    Path sweep =
        sweep(
            """
            name: small
            fixed: {model: tiny, task: toy}
            grid:
              method: [head-only, lora]
              rank: [2]
              seed: [1, 2]
            """);
    Path events = Files.createDirectory(directory.resolve("events"));
    Console run =
        run(
            sweep,
            "--conf",
            "spark.eventLog.enabled=true",
            "--conf",
            "spark.eventLog.compress=false",
            "--conf",
            "spark.ui.enabled=true",
            "--conf",
            "spark.ui.port=0",
            "--conf",
            "spark.eventLog.dir=" + events.toUri(),
            "--conf",
            "spark.logConf=true");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("4 of 4 trials done", "Report s3a://" + bucket);
    assertThat(server.gateway().faults()).isGreaterThan(10);
    assertThat(store().rows()).hasSize(4).extracting(TrialRow::attempts).containsOnly(1);
    assertThat(objects())
        .contains("out/report/index.html", "out/run.json")
        .noneMatch(name -> name.contains("/checkpoints/"))
        .noneMatch(name -> name.contains("/."))
        .filteredOn(name -> name.startsWith("out/adapters/"))
        .as("the best adapter of each of the two methods")
        .hasSize(2);

    Console again = run(sweep);
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).startsWith("Nothing to run: all 4 trials of sweep small are done");
    Console status = withSettings("status", "--out", out());
    assertThat(status.exitCode()).isZero();
    assertThat(status.out()).contains("done     4");
    Console report = withSettings("report", "--out", out());
    assertThat(report.exitCode()).isZero();
    assertThat(report.out()).contains("Report s3a://" + bucket + "/out/report/index.html");
    List<TrialRow> rows = store().rows();
    for (TableSchema<?> table : Tables.ALL) {
      assertSecretive(table.name(), decoded(table));
    }
    // What is compared with has to be able to hold something: here it does.
    assertThat(decoded(Tables.ATTEMPTS)).contains(rows.get(0).trialId());
    assertThat(decoded(Tables.TRIALS)).contains(rows.get(0).trialId());
    String heard = new EventStore(store()).rows().toString();
    assertThat(heard).contains(rows.get(0).trialId());
    assertSecretive("events", heard);
    Console compact = withSettings("compact", "--out", out());
    assertThat(compact.exitCode()).isZero();
    assertThat(store().rows()).isEqualTo(rows);
    Console plan = withSettings("plan", sweep.toString(), "--out", out());
    assertThat(plan.out()).contains("done   4");

    for (Console console : List.of(run, again, status, report, compact, plan)) {
      assertSecretive("console", console.toString());
    }
    // Parquet compresses its rows, which are compared above, but not what it says of the file.
    for (String object : objects()) {
      try (InputStream in = server.objects().getBlob(bucket, object).getPayload().openStream()) {
        assertSecretive(object, new String(in.readAllBytes(), ISO_8859_1));
      }
    }
    assertThat(pages).hasSize(2);
    pages.forEach(page -> assertShowsSettingsButNoSecrets("a page of the UI", page));
    assertShowsSettingsButNoSecrets("the event log", text(events));
    assertThat(logs).isNotEmpty();
    assertShowsSettingsButNoSecrets("the log", Files.readString(logs.get(0), ISO_8859_1));
    assertSecretive("all files", text(directory));
  }

  private static String text(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file, ISO_8859_1));
      }
    }
    return text.toString();
  }

  /** All rows of a table, as programs get them. */
  private <R> String decoded(TableSchema<R> table) throws IOException {
    TableSnapshot snapshot = store().snapshot();
    List<R> rows = new ArrayList<>();
    snapshot.forEach(table, snapshot.succeeded(), rows::add);
    return rows.toString();
  }

  /** What a run's UI says of its settings, for people and for programs. */
  private static List<String> environmentPages() {
    SparkContext context = SparkContext.getOrCreate();
    String ui = context.uiWebUrl().get();
    HttpClient client = HttpClient.newHttpClient();
    List<String> pages = new ArrayList<>();
    for (String page :
        List.of(
            ui + "/environment/",
            ui + "/api/v1/applications/" + context.applicationId() + "/environment")) {
      try {
        pages.add(
            client
                .send(
                    HttpRequest.newBuilder(URI.create(page)).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return pages;
  }

  @Test
  void aTrialGoesOnElsewhereFromItsCheckpoint() throws Exception {
    Path sweep =
        sweep("name: a\nfixed: {model: tiny, task: toy, method: head-only, ending: pauses}\n");
    AtomicBoolean stopped = new AtomicBoolean();
    server
        .gateway()
        .fail(
            request -> {
              if (request.startsWith("PUT ")
                  && request.contains("manifest.json")
                  && !stopped.getAndSet(true)) {
                SparkContext.getOrCreate().cancelAllJobs();
              }
              return Fault.NONE;
            });
    Console first = run(sweep);
    assertThat(first.exitCode()).isEqualTo(3);
    assertThat(store().rows()).isEmpty();
    assertThat(objects()).anyMatch(name -> name.startsWith("out/checkpoints/"));

    Console second = run(sweep);
    assertThat(second.exitCode()).isZero();
    assertThat(FakeCatalogue.TRIALS_RESUMED).hasValue(1);
    List<String> puts =
        server.gateway().requests().stream().filter(request -> request.startsWith("PUT ")).toList();
    List<String> tables =
        puts.stream()
            .filter(request -> request.contains("/attempts/") || request.contains("/trials/"))
            .toList();
    assertThat(tables.get(tables.size() - 1))
        .as("a row that is committed speaks of no open attempt: it may be compacted at once")
        .contains("/trials/");
    assertThat(objects()).noneMatch(name -> name.startsWith("out/checkpoints/"));
  }

  @Test
  void aRealTrialEndsAsIfItHadNotBeenInterrupted() throws Exception {
    Path sweep = sweep(Files.readString(Path.of("..", "sweeps", "commonsense-tiny.yaml")));
    Path local = directory.resolve("local");
    assertThat(
            Console.ofStandard(
                    "run", sweep.toString(), "--out", local.toString(), "--master", "local[1]")
                .exitCode())
        .isZero();

    // The first trial is stopped when its first attempt has begun.
    AtomicInteger stops = new AtomicInteger();
    server
        .gateway()
        .fail(
            request -> {
              if (request.startsWith("PUT ")
                  && request.contains("/attempts/")
                  && stops.getAndIncrement() == 0) {
                SparkContext.getOrCreate().cancelAllJobs();
              }
              return Fault.NONE;
            });
    Console first = runStandard(sweep);
    assertThat(first.exitCode()).isEqualTo(3);
    assertThat(objects()).anyMatch(S3SweepTest::isManifest);
    Console second = runStandard(sweep);
    assertThat(second.err()).isEmpty();
    assertThat(second.exitCode()).isZero();

    ResultStore expected = ResultStore.open(local.toString(), server.configuration());
    assertThat(store().rows()).hasSameSizeAs(expected.rows());
    for (TrialRow row : expected.rows()) {
      String id = row.trialId();
      assertThat(store().read(Tables.EVALUATIONS, id))
          .isEqualTo(expected.read(Tables.EVALUATIONS, id));
      assertThat(losses(store(), id)).isEqualTo(losses(expected, id)).isNotEmpty();
      assertThat(objects()).contains("out/adapters/" + id + "/adapter_model.safetensors");
    }
    assertThat(objects()).noneMatch(name -> name.startsWith("out/checkpoints/"));
  }

  @Test
  void credentialsInAnAddressAreRefusedWithoutRepeatingThem() {
    Path sweep = Path.of("..", "sweeps", "quickstart.yaml");
    String secret = "sEcr3t/With+Slashes";
    for (String[] arguments :
        List.of(
            new String[] {"run", sweep.toString(), "--out", "s3a://KEY:" + secret + "@bucket/out"},
            new String[] {"status", "--out", "s3a://KEY:" + secret + "@bucket/out"},
            new String[] {"report", "--out", "hdfs://user:" + secret + "@host/out"},
            new String[] {
              "plan", sweep.toString(), "--models", "s3a://KEY:" + secret + "@bucket/models"
            })) {
      Console console = Console.ofStandard(arguments);
      assertThat(console.exitCode()).as(arguments[0]).isEqualTo(2);
      assertThat(console.err()).contains("must not hold credentials").doesNotContain("sEcr3t");
      assertThat(console.out()).doesNotContain("sEcr3t");
    }
    Console console =
        Console.of(
            "run", sweep.toString(), "--out", "out", "--conf", "fs.s3a.secret.key=" + secret);
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("fs.s3a.secret.key=…").doesNotContain("sEcr3t");
  }

  private static boolean isManifest(String name) {
    return name.startsWith("out/checkpoints/") && name.endsWith("/manifest.json");
  }

  private static List<Double> losses(ResultStore store, String id) throws IOException {
    return store.read(Tables.STEPS, id).stream()
        .map(EntryRow::entry)
        .map(TrialResult.Step::loss)
        .toList();
  }

  /** That harmless settings are in it shows that the others would be, if nobody hid them. */
  private static void assertShowsSettingsButNoSecrets(String where, String text) {
    String endpoint = Objects.requireNonNull(server.settings().get("fs.s3a.endpoint"));
    assertThat(text.contains(endpoint.substring("http://".length())))
        .as("endpoint in " + where)
        .isTrue();
    assertThat(text.contains("fs.s3a.secret.key")).as("name of the key in " + where).isTrue();
    assertSecretive(where, text);
  }

  private static void assertSecretive(String where, String text) {
    assertThat(text.contains(S3Server.SECRET_KEY)).as("secret key in " + where).isFalse();
    assertThat(text.contains(S3Server.ACCESS_KEY)).as("access key in " + where).isFalse();
  }

  private Console run(Path sweep, String... more) throws IOException {
    return run(false, sweep, more);
  }

  private Console runStandard(Path sweep) throws IOException {
    return run(true, sweep);
  }

  private Console run(boolean standard, Path sweep, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("run", sweep.toString(), "--out", out(), "--master", "local[1]"));
    arguments.addAll(List.of(more));
    server
        .settings()
        .forEach((key, value) -> arguments.add("--conf=spark.hadoop." + setting(key, value)));
    String[] given = arguments.toArray(new String[0]);
    Console console = standard ? Console.ofStandard(given) : Console.of(given);
    // The tables are elsewhere, so the log is in the working directory.
    Path log = Logs.file();
    if (log != null && Files.exists(log)) {
      Path moved = directory.resolve("run-" + logs.size() + ".log");
      Files.copy(log, moved);
      logs.add(moved);
      Logs.silence();
      Files.delete(log);
    }
    return console;
  }

  private static Console withSettings(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    server
        .settings()
        .forEach((key, value) -> all.add("--conf=spark.hadoop." + setting(key, value)));
    return Console.of(all.toArray(new String[0]));
  }

  private static String setting(String key, String value) {
    return key + "=" + value;
  }

  private String out() {
    return "s3a://" + bucket + "/out";
  }

  private ResultStore store() throws IOException {
    return ResultStore.open(out(), server.configuration());
  }

  private List<String> objects() {
    PageSet<? extends StorageMetadata> found =
        server.objects().list(bucket, ListContainerOptions.Builder.recursive());
    return found.stream()
        .map(StorageMetadata::getName)
        .filter(name -> !name.endsWith("/"))
        .toList();
  }

  private Path sweep(String text) throws IOException {
    return Files.writeString(directory.resolve("sweep.yaml"), text);
  }
}
