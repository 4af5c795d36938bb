package org.dashsweep.jobs.asha;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dashsweep.jobs.progress.ProgressChannel;
import org.dashsweep.jobs.progress.ProgressQuestion;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.RungRow;
import org.dashsweep.jobs.tables.RungStore;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Rung;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;

/**
 * The executor's part of an exploration: asks the driver at each rung. It keeps the answer in the
 * table {@code rungs} before the trial acts on it, so that a driver that starts anew knows it.
 *
 * @param listener hears everything else
 */
public record RungReporter(
    String trialId, Exploration rule, ResultStore store, TrialListener listener)
    implements TrialListener {
  @Override
  public Optional<Exploration> exploration() {
    return Optional.of(rule);
  }

  /** Goes on if the driver cannot be asked: better a trial too many than one lost. */
  @Override
  public boolean reached(Rung rung) {
    Optional<Boolean> answer =
        ProgressChannel.ask(
            new ProgressQuestion(trialId, rung.step(), rung.metric(), rung.value()));
    answer.ifPresent(goesOn -> keep(rung, goesOn));
    return answer.orElse(true);
  }

  private void keep(Rung rung, boolean goesOn) {
    RungStore table = new RungStore(store);
    try {
      List<RungRow> rows = new ArrayList<>(table.read(trialId));
      // A trial that goes on from a checkpoint may come by once more.
      rows.removeIf(row -> row.step() == rung.step() && row.rule().equals(rule.rule()));
      rows.add(
          new RungRow(
              trialId,
              rule.rule(),
              rung.step(),
              rung.metric(),
              rung.value(),
              goesOn,
              Instant.now()));
      table.write(trialId, rows);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep what was decided at step " + rung.step(), e);
    }
  }

  @Override
  public void phase(Phase phase) {
    listener.phase(phase);
  }

  @Override
  public void step(TrialResult.Step step, int totalSteps) {
    listener.step(step, totalSteps);
  }

  @Override
  public void evaluated(int done, int total) {
    listener.evaluated(done, total);
  }

  @Override
  public void checkpointWritten() {
    listener.checkpointWritten();
  }

  @Override
  public void checkpointPutAside(Path aside, RuntimeException why) {
    listener.checkpointPutAside(aside, why);
  }

  @Override
  public boolean cancelled() {
    return listener.cancelled();
  }
}
