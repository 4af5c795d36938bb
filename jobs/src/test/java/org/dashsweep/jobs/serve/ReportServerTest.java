package org.dashsweep.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server of a live report, asked over HTTP. */
final class ReportServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger written = new AtomicInteger();
  private final Path directory;
  private final ResultStore store;
  private ReportServer server;

  ReportServerTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @BeforeEach
  void start() throws IOException {
    server =
        ReportServer.start(
            store,
            0,
            "report/index.html",
            () -> {
              ReportBuilder.write(store);
              written.incrementAndGet();
            });
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aRunWithoutATrialShowsItsProgress() throws Exception {
    assertThat(status(any -> true).path("run").isNull()).isTrue();
    writeState();
    JsonNode status = status(any -> !any.path("updating").asBoolean());
    assertThat(status.path("run").path("progress").asText())
        .isEqualTo("0 of 3 done, 1 running, about 1 min 30 s left");
    assertThat(status.path("run").path("state").asText()).isEqualTo("running");
    assertThat(status.path("run").path("running").get(0).asText()).startsWith("lora: step 3 of 10");
    assertThat(status.path("cost").asText()).isEqualTo("No trial has ended yet.");
    assertThat(status.path("page").isNull()).isTrue();
    assertThat(written).hasValue(0);
    assertThat(get("/").body()).contains("No trial has ended yet.");
  }

  @Test
  void theReportIsWrittenAnewWhenATrialEndsAndSomebodyLooks() throws Exception {
    commit("t1", 1);
    JsonNode first = status(any -> any.path("page").isTextual());
    assertThat(first.path("page").asText()).isEqualTo("/report/index.html");
    assertThat(get("/report/index.html").body()).contains("supersense");
    assertThat(get("/report/summary.md").headers().firstValue("Content-Type"))
        .contains("text/markdown; charset=utf-8");
    assertThat(first.path("cost").asText())
        .startsWith("Cost so far: 1 trial that ended took 40 s in all; ");
    String revision = first.path("revision").asText();
    commit("t2", 2);
    store.commit(
        SampleTrials.failed(
            "t3",
            SampleTrials.parameters("lora", "supersense", 8, 3),
            FailureClass.DIVERGED,
            "loss is <NaN>"),
        null);
    JsonNode second = status(any -> !any.path("revision").asText().equals(revision));
    assertThat(second.path("failures").get(0).path("reason").asText())
        .isEqualTo("DIVERGED: loss is <NaN>");
    assertThat(second.path("failures").get(0).path("label").asText())
        .isEqualTo("lora on supersense");
    // Nothing has changed since: looks alone write no report.
    Thread.sleep(LiveReport.PAUSE.plusSeconds(1).toMillis());
    status(any -> true);
    status(any -> !any.path("updating").asBoolean());
    assertThat(written).hasValue(2);
  }

  @Test
  void nothingIsReadOrWrittenWhileNobodyLooks() throws Exception {
    commit("t1", 1);
    Thread.sleep(500);
    assertThat(written).hasValue(0);
    assertThat(directory.resolve("report")).doesNotExist();
  }

  @Test
  void aReportThatCannotBeWrittenSaysWhy() throws Exception {
    Files.createDirectories(directory.resolve("trials"));
    Files.writeString(directory.resolve("report"), "in the way");
    commit("t1", 1);
    JsonNode status = status(any -> any.path("problem").isTextual());
    assertThat(status.path("problem").asText()).contains(directory.resolve("report").toString());
    assertThat(status.path("page").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/run.json",
        "/trials/t1.parquet",
        "/images/t1.parquet",
        "/report/../run.json",
        "/report/%2e%2e/run.json",
        "/report/..%2Frun.json",
        "/report/.hidden.html",
        "/report//index.html",
        "/report/",
        "/images/t1/..%5C..%5Crun.json",
        "//run.json",
        "/report/none.html"
      })
  void otherFilesAreNotServed(String path) throws Exception {
    commit("t1", 1);
    Files.writeString(directory.resolve("run.json"), "{}");
    Files.createDirectories(directory.resolve("report"));
    Files.writeString(directory.resolve("report/.hidden.html"), "hidden");
    Files.createDirectories(directory.resolve("images"));
    Files.writeString(directory.resolve("images/t1.parquet"), "table");
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port()))
        .startsWith("HTTP/1.1 404 ");
  }

  @Test
  void picturesAreServed() throws Exception {
    Files.createDirectories(directory.resolve("images/t1"));
    Files.write(directory.resolve("images/t1/a b.png"), new byte[] {1, 2, 3});
    HttpResponse<String> answer = get("/images/t1/a%20b.png");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:PORT", "localhost", "localhost:1", "[::]:PORT"})
  void namesThatLeadHereFromElsewhereAreRefused(String host) throws Exception {
    String named = host.replace("PORT", Integer.toString(port()));
    for (String path : List.of("/", "/status.json", "/report/index.html")) {
      assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: " + named)).startsWith("HTTP/1.1 421 ");
    }
    assertThat(raw("GET / HTTP/1.1\r\nHost: localhost:" + port() + "\r\nHost: " + named))
        .doesNotStartWith("HTTP/1.1 200");
    assertThat(raw("GET / HTTP/1.1\r\nHost: LOCALHOST:" + port())).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
  void nothingButReadingIsAnswered(String method) throws Exception {
    assertThat(raw(method + " /status.json HTTP/1.1\r\nHost: localhost:" + port()))
        .startsWith("HTTP/1.1 405 ")
        .containsIgnoringCase("\r\nallow: GET, HEAD\r\n");
    assertThat(raw("HEAD / HTTP/1.1\r\nHost: localhost:" + port()))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\n");
  }

  @Test
  void otherMachinesCannotReachIt() throws Exception {
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(() -> new Socket(address, port()).close())
              .as("%s", address)
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  @Test
  void onePortIsOneServersUntilItIsClosed() throws Exception {
    int port = port();
    assertThatThrownBy(() -> ReportServer.start(store, port, "report/index.html", () -> {}))
        .isInstanceOf(BindException.class);
    server.close();
    server.await();
    ReportServer.start(store, port, "report/index.html", () -> {}).close();
  }

  @Test
  void theLivePageLoadsNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.body() + get("/live.js").body() + get("/live.css").body())
        .doesNotContain("http:", "https:", "innerHTML", "eval(");
    assertThat(page.body()).doesNotContain("style=", " onclick", "<script>");
  }

  private void commit(String id, int seed) throws IOException {
    TrialResult result = SampleTrials.result("supersense", 0.7, 0, seed);
    store.commit(
        SampleTrials.succeeded(id, SampleTrials.parameters("lora", "supersense", 8, seed), result),
        result);
  }

  private void writeState() throws IOException {
    Files.writeString(
        directory.resolve("run.json"),
        """
        {"sweep":"small","cells":3,"done":0,"failed":0,"stopped":0,"elapsedSeconds":12,
         "remainingSeconds":90,
         "running":[{"trialId":"x","label":"lora","host":"h","startedAt":"%1$s",
          "phase":"TRAINING","step":3,"totalSteps":10,"loss":0.5,"tokensPerSecond":1000,
          "residentBytes":0,"silentSeconds":1}],
         "endedCount":0,"lastEnded":[],"droppedEvents":0,"updatedAt":"%1$s","ended":false}\
        """
            .formatted(Instant.now()));
  }

  private int port() {
    return server.address().getPort();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Looks as the page does, until the state is as wanted. */
  private JsonNode status(Predicate<JsonNode> wanted) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode status = Json.MAPPER.readTree(get("/status.json").body());
      if (wanted.test(status)) {
        return status;
      }
      assertThat(System.nanoTime()).as("%s", status).isLessThan(end);
      Thread.sleep(100);
    }
  }

  /** Sends what a well-behaved client would not. */
  private String raw(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      OutputStream out = socket.getOutputStream();
      out.write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
