package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  void oneTrialIsChosen() {
    assertThat(best().err()).contains("TRIAL is missing: give a trial's id, or --best METHOD");
    assertThat(best("abc", "--best", "lora").err()).contains("--best lora: give either this");
    assertThat(best("abc", "--task", "cola").err()).contains("has no effect without --best");
  }

  @Test
  void theBestIsChosenOnHeldOutRowsWhereThereAreSome() throws IOException {
    commit("v1", "cola", 0.7, 0.9);
    commit("v2", "cola", 0.8, 0.6);
    keep("v2", "a.json", "second");
    assertThat(best("--best", "lora", "--task", "cola").err())
        .contains("Trial v1 has the best accuracy of 2: 0.9000 on validation of cola")
        .contains("that of trial v2 is the best: export it by its id");
    keep("v1", "a.json", "first");
    // The adapter is none; the choice is made before it is read.
    assertThat(best("--best", "lora", "--task", "cola").out())
        .startsWith("Trial v1 has the best accuracy of 2: 0.9000 on validation of cola");
  }

  @Test
  void withoutHeldOutRowsTheReportedOnesChooseAndThatIsSaid() throws IOException {
    commit("t1", "rte", 0.7, Double.NaN);
    commit("t2", "rte", 0.8, Double.NaN);
    keep("t2", "a.json", "second");
    assertThat(best("--best", "lora", "--task", "rte").out())
        .contains("Trial t2 has the best accuracy of 2: 0.8000 on evaluation of rte. There is no");
  }

  @Test
  void trialsThatCannotBeComparedAreNotChosenAmong() throws IOException {
    assertThat(best("--best", "lorra").err()).contains("--best lorra: ", "did you mean lora?");
    commit("t1", "rte", 0.7, Double.NaN);
    assertThat(best("--best", "lora").err()).contains("add --task with one of rte, supersense");
    assertThat(best("--best", "lora", "--task", "rta").err())
        .contains("--task rta: no trial of it has succeeded; did you mean rte?");
    TrialResult result = SampleTrials.result("rte", 0.6, 0, 1);
    TrialRow other =
        SampleTrials.withData(
            SampleTrials.succeeded("t2", SampleTrials.parameters("lora", "rte", 8, 1), result),
            "sha256:other",
            "sha256:other");
    store.commit(other, result);
    assertThat(best("--best", "lora", "--task", "rte").err())
        .contains("cannot be compared", "t1 (all-MiniLM-L6-v2, accuracy 0.7000); t2 (");
  }

  /** A trial, with an evaluation of held-out rows unless its value is NaN. */
  private void commit(String id, String task, double value, double validation) throws IOException {
    TrialResult result = SampleTrials.result(task, value, 0, 1);
    List<TrialResult.Evaluation> evaluations = new ArrayList<>(result.evaluations());
    if (!Double.isNaN(validation)) {
      evaluations.add(
          new TrialResult.Evaluation(task, "validation", "accuracy", validation, 10, 120));
    }
    TrialResult all =
        new TrialResult(
            result.summary(),
            result.steps(),
            evaluations,
            result.predictions(),
            result.directions());
    store.commit(SampleTrials.succeeded(id, SampleTrials.parameters("lora", task, 8, 1), all), all);
  }

  private Console best(String... options) {
    List<String> arguments = new ArrayList<>(List.of("export"));
    arguments.addAll(List.of(options));
    arguments.addAll(
        List.of(
            "--from",
            directory.resolve("results").toString(),
            "--out",
            directory.resolve("out").toString()));
    return Console.of(arguments.toArray(String[]::new));
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
