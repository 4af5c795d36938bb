package org.dashsweep.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dashsweep.jobs.cli.Console;
import org.dashsweep.jobs.cli.DashSweep;
import org.dashsweep.jobs.cli.Logs;
import org.dashsweep.jobs.progress.ProgressTerminal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchSweepCommandTest {
  private static Console measure(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        ProgressTerminal.execute(
            new CommandLine(new BenchSweepCommand()),
            new PrintWriter(out),
            new PrintWriter(err),
            arguments);
    return new Console(exitCode, out.toString(), err.toString());
  }

  @Test
  @Tag("spark")
  void trialsThatSleepRunAndAreNotRunAgain() throws IOException {
    Logs.silence();
    Console console = measure("--trials", "8", "--seconds", "0.01", "--slots", "4", "--json");
    assertThat(console.err()).isEmpty();
    JsonNode figures = new JsonMapper().readTree(console.out()).get("trials");
    assertThat(figures.get("idealSeconds").asDouble()).isEqualTo(0.02);
    assertThat(figures.get("totalSeconds").asDouble()).isGreaterThan(0.02);
    assertThat(figures.get("againSeconds").asDouble()).isPositive();
    assertThat(figures.get("heapPeakBytes").asLong()).isPositive();
    assertThat(new JsonMapper().readTree(console.out()).get("machine").get("cores").asInt())
        .isPositive();
  }

  @Test
  @Tag("spark")
  void syntheticTrialsAreAsked() throws IOException {
    Logs.silence();
    Console console = measure("--query", "40", "--json");
    assertThat(console.err()).isEmpty();
    JsonNode figures = new JsonMapper().readTree(console.out()).get("query");
    assertThat(figures.get("trials").asInt()).isEqualTo(40);
    assertThat(figures.get("reportSeconds").asDouble()).isPositive();
    assertThat(figures.get("sessionSeconds").asDouble()).isPositive();
    assertThat(figures.get("sqlSeconds").asDouble()).isPositive();
  }

  @Test
  void planningAndWhatTheDriverHoldsAreMeasured() throws IOException {
    Logs.silence();
    Console console = measure("--plan", "200", "--events", "200", "--json");
    assertThat(console.err()).isEmpty();
    JsonNode plan = new JsonMapper().readTree(console.out()).get("plan");
    assertThat(plan.get("cells").asInt()).isEqualTo(200);
    assertThat(plan.get("doneSeconds").asDouble()).isPositive();
    JsonNode events = new JsonMapper().readTree(console.out()).get("events");
    assertThat(events.get("trials").asInt()).isEqualTo(200);
    assertThat(events.get("parameters").asInt()).isGreaterThan(20);
    assertThat(events.at("/paced/events").asInt()).isEqualTo(400);
    assertThat(events.at("/burst/events").asInt()).isEqualTo(2000);
    assertThat(events.at("/burst/dropped").asInt()).isZero();
    assertThat(events.at("/burst/mostWaiting").asInt()).isBetween(1, 40_000);
  }

  @Test
  void aFreshProcessThatFailsSaysWhy(@TempDir Path directory) {
    assertThatThrownBy(
            () -> FreshProcess.of(DashSweep.class, directory, "report", "--out", "/no/results"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended with 2: ")
        .hasMessageContaining("there is no such directory");
  }

  @Test
  void whatWouldSpoilTheFiguresIsRefused(@TempDir Path directory) throws IOException {
    Console seconds = measure("--seconds", "0");
    assertThat(seconds.exitCode()).isEqualTo(2);
    assertThat(seconds.err()).contains("--seconds 0.0: must be above 0");
    Files.writeString(directory.resolve("used"), "");
    Console used = measure("--out", directory.toString());
    assertThat(used.exitCode()).isEqualTo(2);
    assertThat(used.err()).contains("is not empty");
  }

  @Test
  void countsBelowOneAreRefused() {
    Console console = measure("--plan", "0");
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("--plan 0: must be at least 1");
  }
}
