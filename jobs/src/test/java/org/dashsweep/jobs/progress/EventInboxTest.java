package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventInboxTest {
  private final EventInbox inbox = new EventInbox(1000, InstantSource.fixed(Instant.EPOCH));

  /** The bound does not depend on how fast anything is: nobody takes anything out here. */
  @Test
  void itHoldsNoMoreThanItsCapacityAndTheEnds() throws InterruptedException {
    int trials = 500;
    for (int trial = 0; trial < trials; trial++) {
      inbox.add(new ProgressEvent.Started("t" + trial, "host"));
      for (int step = 1; step <= 200; step++) {
        inbox.add(new ProgressEvent.Stepped("t" + trial, step, 200, 0.5, 100, 1));
      }
      inbox.add(new ProgressEvent.Succeeded("t" + trial, "accuracy", 0.5));
    }
    assertThat(inbox.size()).isLessThanOrEqualTo(1000 + 2 * trials);
    List<EventInbox.Received> taken = inbox.take(Duration.ZERO);
    assertThat(taken).filteredOn(received -> !received.event().isProgress()).hasSize(2 * trials);
    assertThat(inbox.dropped()).isEqualTo(trials * 202L - taken.size()).isPositive();
    assertThat(inbox.size()).isZero();
  }

  @Test
  void itTakesProgressInAgainWhenThereIsRoom() throws InterruptedException {
    ProgressEvent event = new ProgressEvent.Evaluated("a", 1, 2, 1);
    for (int i = 0; i < 1001; i++) {
      inbox.add(event);
    }
    assertThat(inbox.take(Duration.ofMinutes(1))).hasSize(1000);
    inbox.add(event);
    assertThat(inbox.take(Duration.ZERO)).hasSize(1);
    assertThat(inbox.dropped()).isEqualTo(1);
  }

  @Test
  void whatWaitsWhenItIsClosedIsStillTaken() throws InterruptedException {
    inbox.add(new ProgressEvent.Started("a", "host"));
    inbox.close();
    inbox.add(new ProgressEvent.Started("b", "host"));
    assertThat(inbox.isDrained()).isFalse();
    assertThat(inbox.take(Duration.ofMinutes(1)))
        .extracting(received -> received.event().trialId())
        .containsExactly("a");
    assertThat(inbox.isDrained()).isTrue();
    assertThat(inbox.dropped()).isEqualTo(1);
  }
}
