package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.dashsweep.trial.TrialListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StalledTrialsTest {
  private final Logger logger = (Logger) LogManager.getLogger(StalledTrials.class);
  private final Kept kept = new Kept();
  private final StalledTrials view = new StalledTrials();

  @BeforeEach
  void listen() {
    kept.start();
    logger.addAppender(kept);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void stopListening() {
    logger.removeAppender(kept);
  }

  @Test
  void oneWarningForEachSilence() {
    view.show(snapshot(false));
    view.show(snapshot(true));
    view.show(snapshot(true));
    assertThat(kept.lines)
        .containsExactly("WARN Trial a (lora) on host node7 has reported nothing for 5 min 00 s");
    view.show(snapshot(false));
    view.show(snapshot(true));
    assertThat(kept.lines).hasSize(3).element(1).isEqualTo("INFO Trial a (lora) reports again");
  }

  private static ProgressSnapshot snapshot(boolean stalled) {
    return new ProgressSnapshot(
        1,
        0,
        0,
        0,
        Duration.ZERO,
        null,
        List.of(
            new ProgressSnapshot.Running(
                "a",
                "lora",
                "node7",
                Instant.EPOCH,
                TrialListener.Phase.LOADING,
                null,
                null,
                0,
                Duration.ofMinutes(5),
                stalled)),
        List.of(),
        List.of());
  }

  private static final class Kept extends AbstractAppender {
    final List<String> lines = new ArrayList<>();

    Kept() {
      super("kept", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
    }
  }
}
