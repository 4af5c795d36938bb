package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.dashsweep.jobs.tables.EventRow;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What can be seen of a run, in Spark's UI and in files. */
@Tag("spark")
final class WatchedRunTest {
  private final Path directory;

  WatchedRunTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void reset() {
    Logs.silence();
    FakeCatalogue.reset();
    Heard.JOBS.clear();
    Heard.TASKS.clear();
  }

  @Test
  void jobsTasksAndEventsSayWhichTrialIsWhere() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("sweep.yaml"),
            """
            name: watched
            fixed: {model: tiny, task: toy, method: lora}
            grid: {rank: [2, 8]}
            """);
    String out = directory.resolve("out").toString();
    Console run =
        Console.of(
            "run",
            file.toString(),
            "--out",
            out,
            "--master",
            "local[2]",
            "--report-every",
            "1s",
            "--conf",
            "spark.extraListeners=" + Heard.class.getName());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    ResultStore store = ResultStore.open(out, new Configuration());

    assertThat(Heard.JOBS).anyMatch(job -> job.startsWith("Sweep watched: "));
    Set<String> expected = new TreeSet<>();
    store
        .rows()
        .forEach(
            row ->
                expected.add("%s (lora, rank %s)".formatted(row.trialId(), row.parameter("rank"))));
    assertThat(Heard.TASKS).containsExactlyInAnyOrderElementsOf(expected);

    List<EventRow> events = new EventStore(store).rows();
    store
        .rows()
        .forEach(
            row -> {
              List<EventRow> own =
                  events.stream().filter(event -> event.trialId().equals(row.trialId())).toList();
              assertThat(own)
                  .extracting(EventRow::kind)
                  .startsWith(EventRow.Kind.STARTED, EventRow.Kind.PHASE, EventRow.Kind.STEP)
                  .contains(EventRow.Kind.EVALUATION)
                  .endsWith(EventRow.Kind.SUCCEEDED);
              assertThat(own.get(0).host()).isEqualTo(row.host());
              assertThat(own.get(2).residentBytes()).isPositive();
            });

    Console followed = Console.of("status", "--out", out, "--follow");
    assertThat(followed.exitCode()).isZero();
    assertThat(followed.out())
        .contains("done    lora, rank 8: accuracy 0.8000", "The run of sweep watched ended at ")
        .contains("2 of 2 done");
  }

  @Test
  void sparksPagesSayWhichTrialIsWhereWhileItRuns() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("sweep.yaml"),
            """
            name: watched
            fixed: {model: tiny, task: a & b, method: lora, ending: lingers}
            grid: {rank: [2, 8]}
            """);
    Path out = directory.resolve("out");
    CompletableFuture<Console> run =
        CompletableFuture.supplyAsync(
            () ->
                Console.of(
                    ClusterRunTest.run(
                        file,
                        out,
                        "--master",
                        "local[1]",
                        "--conf",
                        "spark.ui.enabled=true",
                        "--conf",
                        "spark.ui.port=0")));
    String id = ClusterRunTest.awaitAttempt(out, run);
    String host =
        ClusterRunTest.attempts(out, id).stream().findFirst().orElseThrow().place().host();
    URI page = URI.create(SparkContext.getOrCreate().uiWebUrl().get() + "/trials/");
    String text;
    do {
      assertThat(run).isNotDone();
      text =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
              .body();
    } while (!text.contains("evaluating 1 of 1"));
    assertThat(ListeningSockets.addresses()).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    HttpRequest kill =
        HttpRequest.newBuilder(page.resolve("/jobs/job/kill/?id=0"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    // Without the kill's page the request leads nowhere: the run ends well.
    HttpClient.newHttpClient().send(kill, HttpResponse.BodyHandlers.discarding());
    assertThat(text)
        .contains("1 trials under way", ">Trials<", id, "<td>" + host + "</td>")
        .containsPattern("lora, rank [28]: ");
    Files.createFile(out.resolve("release"));
    assertThat(run.join().exitCode()).isZero();
  }

  @Test
  void aCanaryThatCannotRunStartsNoOther() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("sweep.yaml"),
            """
            name: watched
            fixed: {model: tiny, task: toy, method: head-only}
            grid: {seed: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}
            """);
    Path out = Files.createDirectories(directory.resolve("out"));
    Files.writeString(out.resolve("attempts"), "a file where a table should be");
    Console run =
        Console.of(
            "run",
            file.toString(),
            "--out",
            out.toString(),
            "--master",
            "local[2]",
            "--storage-retries",
            "0",
            "--conf",
            "spark.extraListeners=" + Heard.class.getName());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(Heard.JOBS).containsExactly("Sweep watched: the trial that goes ahead");
  }

  /** What Spark tells its UI. */
  public static final class Heard extends SparkListener {
    static final Set<String> JOBS = Collections.synchronizedSet(new TreeSet<>());
    static final Set<String> TASKS = Collections.synchronizedSet(new TreeSet<>());

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      JOBS.add(String.valueOf(job.properties().getProperty("spark.job.description")));
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      for (AccumulableInfo info : CollectionConverters.asJava(task.taskInfo().accumulables())) {
        if (info.name().contains("trial")) {
          TASKS.add(Objects.toString(info.update().get()));
        }
      }
    }
  }
}
