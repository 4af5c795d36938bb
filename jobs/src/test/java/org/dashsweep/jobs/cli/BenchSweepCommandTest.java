package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class BenchSweepCommandTest {
  @Test
  @Tag("spark")
  void trialsThatSleepRunAndAreNotRunAgain() throws IOException {
    Logs.silence();
    Console console =
        Console.of("bench-sweep", "--trials", "8", "--seconds", "0.01", "--slots", "4", "--json");
    assertThat(console.err()).isEmpty();
    JsonNode figures = new JsonMapper().readTree(console.out()).get("trials");
    assertThat(figures.get("idealSeconds").asDouble()).isEqualTo(0.02);
    assertThat(figures.get("totalSeconds").asDouble()).isGreaterThan(0.02);
    assertThat(figures.get("againSeconds").asDouble())
        .isLessThan(figures.get("totalSeconds").asDouble());
    assertThat(figures.get("heapPeakBytes").asLong()).isPositive();
  }

  @Test
  @Tag("spark")
  void syntheticTrialsAreAsked() throws IOException {
    Logs.silence();
    Console console = Console.of("bench-sweep", "--query", "400", "--json");
    assertThat(console.err()).isEmpty();
    JsonNode figures = new JsonMapper().readTree(console.out()).get("query");
    assertThat(figures.get("trials").asInt()).isEqualTo(400);
    assertThat(figures.get("sqlSeconds").asDouble()).isPositive();
  }

  @Test
  void countsBelowOneAreRefused() {
    Console console = Console.of("bench-sweep", "--plan", "0");
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("--plan 0: must be at least 1");
  }
}
