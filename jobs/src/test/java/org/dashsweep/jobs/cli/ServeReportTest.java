package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.jobs.progress.ProgressTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dash-sweep report --serve} and what it refuses. */
final class ServeReportTest {
  private static final Pattern ADDRESS = Pattern.compile("is at (http://127[.]0[.]0[.]1:\\d+/) ");

  private final Path directory;

  ServeReportTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void silence() {
    Logs.silence();
  }

  @Test
  void anEmptyDirectoryIsServedUntilTheProgramIsInterrupted() throws Exception {
    StringWriter out = new StringWriter();
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Thread program =
        new Thread(
            () ->
                ended.complete(
                    ProgressTerminal.execute(
                        DashSweep.commandLine(new FakeCatalogue()),
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "report",
                        "--out",
                        directory.toString(),
                        "--serve",
                        "--port",
                        "0")));
    program.start();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(address(out, ended) + "status.json")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains("No trial has ended yet.");
    program.interrupt();
    assertThat(ended.get(1, TimeUnit.MINUTES)).isEqualTo(ExitCode.INFRASTRUCTURE);
  }

  private static String address(StringWriter out, CompletableFuture<Integer> ended)
      throws InterruptedException {
    while (true) {
      Matcher address = ADDRESS.matcher(out.toString());
      if (address.find()) {
        return address.group(1);
      }
      assertThat(ended).as(out.toString()).isNotDone();
      Thread.sleep(20);
    }
  }

  @Test
  void aPortThatCannotBeUsedIsRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(serve("--port", port).err())
          .contains("--port " + port + ": another program uses it; name another port");
    }
    assertThat(serve("--port", "65536").err()).contains("--port 65536: must be from 0 to 65535");
    assertThat(serve("--port", "-1").err()).contains("--port -1: must be from 0 to 65535");
  }

  @Test
  void optionsWithoutEffectAreRefused() {
    assertThat(serve("--since", "2026-01-01").err())
        .contains("--since: has no effect with --serve");
    assertThat(serve("--paper").err()).contains("--paper: has no effect with --serve");
    assertThat(serve("--summary").err()).contains("--serve: has no effect with --summary");
    Console port = Console.of("report", "--out", directory.toString(), "--port", "80");
    assertThat(port.err()).contains("--port: has no effect without --serve");
  }

  @Test
  void aDirectoryThatDoesNotExistIsNotServed() {
    Console console =
        Console.of("report", "--out", directory.resolve("none").toString(), "--serve");
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("there is no such directory");
    assertThat(Files.exists(directory.resolve("none"))).isFalse();
  }

  private Console serve(String... options) {
    String[] arguments = new String[4 + options.length];
    arguments[0] = "report";
    arguments[1] = "--out";
    arguments[2] = directory.toString();
    arguments[3] = "--serve";
    System.arraycopy(options, 0, arguments, 4, options.length);
    Console console = Console.of(arguments);
    assertThat(console.exitCode()).isEqualTo(2);
    return console;
  }
}
