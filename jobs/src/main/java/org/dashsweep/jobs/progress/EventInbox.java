package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Queue of events that wait to be written. It never blocks the producer. When full, it drops and
 * counts progress events, but never a start or an end. It therefore holds at most its capacity and
 * one start and one end for each trial, however slow the storage is. Safe for several threads.
 */
final class EventInbox {
  private final int capacity;
  private final InstantSource clock;
  private final Deque<Received> waiting = new ArrayDeque<>();
  private long dropped;
  private boolean closed;

  EventInbox(int capacity, InstantSource clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  /** An event with the time it came in. */
  record Received(Instant at, ProgressEvent event) {}

  synchronized void add(ProgressEvent event) {
    if (closed || (event.isProgress() && waiting.size() >= capacity)) {
      dropped++;
      return;
    }
    waiting.add(new Received(clock.instant(), event));
    if (waiting.size() >= capacity / 2) {
      notifyAll();
    }
  }

  /** Everything that waits, once that is half the capacity, or after some time, or at the end. */
  synchronized List<Received> take(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos(); left > 0 && !closed; ) {
      if (waiting.size() >= capacity / 2) {
        break;
      }
      wait(Math.max(1, Duration.ofNanos(left).toMillis()));
      left = deadline - System.nanoTime();
    }
    List<Received> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  /** Takes nothing in any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isDrained() {
    return closed && waiting.isEmpty();
  }

  synchronized int size() {
    return waiting.size();
  }

  /** Events that were left out. */
  synchronized long dropped() {
    return dropped;
  }
}
