package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.AdapterStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which trials can be exported, and to where. */
final class ExportCommandTest {
  private static final TrialResult RESULT = SampleTrials.result("supersense", 0.8, 0, 1);

  private final Path directory;
  private final ResultStore store;

  ExportCommandTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store =
        ResultStore.open(directory.resolve("results").toUri().toString(), new Configuration());
  }

  @BeforeEach
  void commit() throws IOException {
    Logs.silence();
    for (String id : new String[] {"abc1", "abc2", "abc"}) {
      store.commit(row(id), RESULT);
    }
    store.commit(
        SampleTrials.failed(
            "fade", SampleTrials.parameters("lora", "cola", 8, 1), FailureClass.DIVERGED, "NaN"),
        null);
  }

  private static TrialRow row(String id) {
    return SampleTrials.succeeded(id, SampleTrials.parameters("lora", "supersense", 8, 1), RESULT);
  }

  private void keep(String id, String file, String content) throws IOException {
    Path written = Files.createDirectories(directory.resolve("written"));
    Files.writeString(written.resolve(file), content);
    new AdapterStore(store).keep(id, written);
  }

  @Test
  void anIdThatIsNoneOrSeveralIsRefused() throws IOException {
    assertRefused("zz", "TRIAL zz: no id of a trial in ");
    assertRefused("ab", "TRIAL ab: 3 ids start with it: abc, abc1, abc2; give more of one");
    assertRefused("abc", "TRIAL abc: ", "has no adapter of it", "--keep-adapters all");
    assertRefused("abc2", "TRIAL abc2: ", "has no adapter of it");
    assertRefused("fa", "TRIAL fade: it failed and has no adapter: NaN");
  }

  @Test
  void nothingIsWrittenOver() throws IOException {
    keep("abc1", "dash_sweep.json", "{}");
    Path full = Files.createDirectory(directory.resolve("out"));
    Files.writeString(full.resolve("mine.txt"), "mine");
    assertThat(export("abc1").err()).contains("out: is not empty; give a new directory");
    assertThat(full).isDirectoryContaining("glob:**/mine.txt");
    Files.delete(full.resolve("mine.txt"));
    Files.delete(full);
    Files.writeString(full, "mine");
    assertThat(export("abc1").err()).contains("out: is a file; give a directory");
    assertThat(full).content().isEqualTo("mine");
  }

  @Test
  void aLaterAttemptReplacesAnAdapter() throws IOException {
    keep("abc1", "a.json", "first");
    keep("abc1", "a.json", "second");
    Path fetched = Files.createDirectory(directory.resolve("fetched"));
    assertThat(new AdapterStore(store).fetch("abc1", fetched)).isTrue();
    assertThat(fetched.resolve("a.json")).content().isEqualTo("second");
    assertThat(new AdapterStore(store).fetch("abc2", fetched)).isFalse();
    assertThat(directory.resolve("results/adapters/abc1")).isDirectoryNotContaining("glob:**/.*");
  }

  private void assertRefused(String trial, String... messages) {
    Console console = export(trial);
    assertThat(console.exitCode()).isEqualTo(ExitCode.BAD_USAGE);
    assertThat(console.err()).contains(messages);
    assertThat(directory.resolve("out")).doesNotExist();
  }

  private Console export(String trial) {
    return Console.of(
        "export",
        trial,
        "--from",
        directory.resolve("results").toString(),
        "--out",
        directory.resolve("out").toString());
  }
}
