package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.dashsweep.model.EncoderModel;

/** The contestants of one thread, which take their steps in turn. Owns them. */
final class BenchmarkWorker implements AutoCloseable {
  private final List<EncoderContestant> contestants = new ArrayList<>();

  /** Makes the contestants and does their warm-up. */
  void prepare(
      List<EncoderContestant.Entry> entries,
      EncoderModel base,
      BenchmarkSettings settings,
      long seed) {
    for (EncoderContestant.Entry entry : entries) {
      EncoderContestant contestant = new EncoderContestant(entry, base, settings, seed);
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
    List<EncoderContestant> turns = new ArrayList<>(contestants);
    try {
      for (int step = 0; step < steps; step++) {
        turns.forEach(EncoderContestant::measuredStep);
        Collections.reverse(turns);
      }
    } finally {
      unfinished.decrementAndGet();
    }
    while (unfinished.get() > 0) {
      for (EncoderContestant contestant : turns) {
        if (unfinished.get() > 0) {
          contestant.furtherStep();
        }
      }
    }
  }

  /** In the order of their entries. */
  List<EncoderContestant> contestants() {
    return contestants;
  }

  @Override
  public void close() {
    contestants.forEach(EncoderContestant::close);
  }
}
