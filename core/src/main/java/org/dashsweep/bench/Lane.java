package org.dashsweep.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.dashsweep.model.EncoderModel;

/** The contestants of one thread, which take their steps in turn. Owns them. */
final class Lane implements AutoCloseable {
  private final List<Contestant> contestants = new ArrayList<>();

  /** Makes the contestants and does their warm-up. */
  void prepare(
      List<Contestant.Entry> entries, EncoderModel base, BenchmarkSettings settings, long seed) {
    for (Contestant.Entry entry : entries) {
      Contestant contestant = new Contestant(entry, base, settings, seed);
      contestants.add(contestant);
      contestant.warmUp(settings.warmUpSteps());
    }
  }

  /**
   * Does the measured steps, and more of them for as long as other lanes are not through: the last
   * measured step has the same company as the first.
   *
   * @param unfinished lanes that are not through yet
   */
  void measure(int steps, AtomicInteger unfinished) {
    // Whoever goes second finds other caches: who that is changes from step to step.
    List<Contestant> turns = new ArrayList<>(contestants);
    try {
      for (int step = 0; step < steps; step++) {
        turns.forEach(Contestant::measuredStep);
        Collections.reverse(turns);
      }
    } finally {
      unfinished.decrementAndGet();
    }
    while (unfinished.get() > 0) {
      for (Contestant contestant : turns) {
        if (unfinished.get() > 0) {
          contestant.furtherStep();
        }
      }
    }
  }

  /** In the order of their entries. */
  List<Contestant> contestants() {
    return contestants;
  }

  @Override
  public void close() {
    contestants.forEach(Contestant::close);
  }
}
