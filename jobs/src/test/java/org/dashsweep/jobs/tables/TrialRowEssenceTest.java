package org.dashsweep.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrialRowEssenceTest {
  @Test
  void whatIsReadIsWhatTheWholeRowSays(@TempDir Path directory) throws IOException {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    for (int seed = 1; seed <= 3; seed++) {
      SortedMap<String, Object> parameters = SampleTrials.parameters("lora-dash", "rte", 8, seed);
      TrialResult result = SampleTrials.result("rte", 0.1 * seed, 8, seed);
      TrialRow row = SampleTrials.succeeded("t" + seed, parameters, result);
      if (seed == 2) {
        row = SampleTrials.withExploration(row, "asha");
      }
      if (seed == 3) {
        row =
            row.withOutcome(
                SampleTrials.evaluatedIn(
                    (Outcome.Succeeded) row.outcome(),
                    new EvaluatedState(
                        4, EvaluatedState.Choice.LOWEST_VALIDATION_LOSS, DirectionLaunch.AHEAD)));
      }
      store.commit(row, result);
    }
    store.commit(
        SampleTrials.failed(
            "f", SampleTrials.parameters("lora", "rte", 8, 4), FailureClass.DIVERGED, "NaN"),
        null);
    List<TrialRowEssence> read = new ArrayList<>();
    store.snapshot().forEachEssence(read::add);
    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(
            store.rows().stream().map(TrialRowEssence::of).toList());
    assertThat(read).extracting(TrialRowEssence::settings).doesNotContain(new TreeMap<>());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"rank\":8,\"seed\":12,\"task\":\"rte\"} | {\"rank\":8,\"task\":\"rte\"}",
        "{\"rank\":8,\"seed\":12}                  | {\"rank\":8}",
        "{\"seed\":1,\"task\":\"a\"}               | {\"task\":\"a\"}",
        "{\"seed\":1}                              | {}",
        "{\"task\":\"seed\",\"validation-seed\":4} | {\"task\":\"seed\",\"validation-seed\":4}",
        "{\"task\":\"x\\\"seed\\\":3,\"}           | {\"task\":\"x\\\"seed\\\":3,\"}"
      })
  void theSeedIsLeftOutOfTheSettings(String config, String expected) {
    assertThat(TrialRowEssence.Reader.withoutSeed(config)).isEqualTo(expected);
  }
}
