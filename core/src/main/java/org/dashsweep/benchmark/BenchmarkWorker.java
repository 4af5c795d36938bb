package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** The contestants of one thread, which take their steps in turn. Owns them. */
final class BenchmarkWorker<M> implements AutoCloseable {
  private final List<Contestant<M>> contestants = new ArrayList<>();

  /** Makes the contestants and does their warm-up. */
  void prepare(Contest<M> contest, BenchmarkSettings settings, long seed) {
    for (Contest.Entry entry : contest.entries()) {
      Contestant<M> contestant = new Contestant<>(contest.tuning(entry, seed), settings);
      contestants.add(contestant);
      contestant.warmUp();
    }
  }

  /**
   * Does the measured steps, and more of them for as long as other lanes are not through: the last
   * measured step has the same company as the first.
   *
   * @param unfinished lanes that are not through yet
   * @param progress hears the number of each measured step before it is done
   */
  void measure(int steps, AtomicInteger unfinished, IntConsumer progress) {
    // Whoever goes second finds other caches: who that is changes from step to step.
    List<Contestant<M>> turns = new ArrayList<>(contestants);
    try {
      for (int step = 1; step <= steps; step++) {
        progress.accept(step);
        turns.forEach(Contestant::step);
        Collections.reverse(turns);
      }
    } finally {
      unfinished.decrementAndGet();
    }
    while (unfinished.get() > 0) {
      for (Contestant<M> contestant : turns) {
        if (unfinished.get() > 0) {
          contestant.step();
        }
      }
    }
  }

  /** In the order of their entries. */
  List<Contestant<M>> contestants() {
    return contestants;
  }

  @Override
  public void close() {
    contestants.forEach(Contestant::close);
  }
}
