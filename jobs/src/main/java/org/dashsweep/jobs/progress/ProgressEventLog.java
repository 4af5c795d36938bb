package org.dashsweep.jobs.progress;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.dashsweep.jobs.tables.EventRow;
import org.dashsweep.jobs.tables.EventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the events of a run to the {@code events} table: a file every half minute and at the end,
 * sooner when many wait.
 *
 * <p>At most {@value #CAPACITY} events wait and as many are being written, about 30 MB in all.
 * Slower storage costs progress events, which are counted. 10,000 events a second for 20 s gave 8
 * files of 2 MB together. They took 5.6 s of processor time for the whole process, its start
 * included. On a machine with a load of eight per core, one progress event in eight was left out.
 */
public final class ProgressEventLog implements Consumer<ProgressEvent>, AutoCloseable {
  static final int CAPACITY = 40_000;

  private static final Logger LOGGER = LoggerFactory.getLogger(ProgressEventLog.class);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** Longest wait at the end of a run for the last events to be written. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final EventStore table;
  private final String run;
  private final EventInbox inbox;
  private final Thread thread;
  private final AtomicLong lost = new AtomicLong();
  private int files;

  private ProgressEventLog(EventStore table, InstantSource clock, int capacity) {
    this.table = table;
    this.run = name(clock.instant());
    this.inbox = new EventInbox(capacity, clock);
    this.thread = new Thread(this::write, "events");
    thread.setDaemon(true);
  }

  /** Starts to write what it is told. */
  public static ProgressEventLog start(EventStore table, InstantSource clock) {
    return start(table, clock, CAPACITY);
  }

  static ProgressEventLog start(EventStore table, InstantSource clock, int capacity) {
    ProgressEventLog log = new ProgressEventLog(table, clock, capacity);
    log.thread.start();
    return log;
  }

  private static String name(Instant start) {
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(start);
    return time + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Returns at once. */
  @Override
  public void accept(ProgressEvent event) {
    inbox.add(event);
  }

  /** Events that wait to be written. */
  public int waiting() {
    return inbox.size();
  }

  /** Events that are not in the table: too many came in, or they could not be written. */
  public long dropped() {
    return inbox.dropped() + lost.get();
  }

  private void write() {
    try {
      while (!inbox.isDrained()) {
        List<EventInbox.Received> events = inbox.take(INTERVAL);
        if (!events.isEmpty()) {
          write(events);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<EventInbox.Received> events) {
    List<EventRow> rows =
        events.stream().map(event -> ProgressEventRows.of(run, event.at(), event.event())).toList();
    try {
      table.write(run, files, rows);
      files++;
    } catch (IOException | RuntimeException e) {
      lost.addAndGet(rows.size());
      LOGGER.warn("Dropped {} events that could not be written", rows.size(), e);
    }
  }

  /** Writes what waits, and says in the log how many events are missing. */
  @Override
  public void close() {
    inbox.close();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOGGER.warn("The last events were not written within {}", PATIENCE);
    }
    if (dropped() > 0) {
      LOGGER.warn("{} events are not in the table", dropped());
    }
  }
}
