package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks storage many things, several at once: most of the time of one is spent waiting for it. */
final class ParallelTables {
  private static final int THREADS = 8;

  /** Answers that are not yet handed on: bounds the memory. */
  private static final int AHEAD = 32;

  private static final String INTERRUPTED = "interrupted while it waited for storage";

  private ParallelTables() {}

  /** Asks one thing, such as the rows of a file. */
  interface Call<R> extends Callable<List<R>> {
    @Override
    List<R> call() throws IOException;
  }

  /** Has one thing done. */
  interface Step {
    void run() throws IOException;
  }

  /**
   * Does all steps, of which none needs another. None is still under way when this returns or
   * throws: whoever tries again meets no writer of the time before.
   */
  static void run(List<Step> steps) throws IOException {
    List<Call<Void>> calls = new ArrayList<>();
    for (Step step : steps) {
      calls.add(
          () -> {
            step.run();
            return List.of();
          });
    }
    if (calls.isEmpty()) {
      return;
    }
    ExecutorService threads = threads(calls.size());
    try {
      for (Future<List<Void>> done : threads.invokeAll(calls)) {
        result(done);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(INTERRUPTED, e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Hands the rows of all calls to {@code rows}, on the calling thread, in the calls' order. */
  static <R> void forEach(List<Call<R>> calls, RowSink<R> rows) throws IOException {
    if (calls.size() <= 1) {
      for (Call<R> call : calls) {
        handOn(call.call(), rows);
      }
      return;
    }
    ExecutorService threads = threads(calls.size());
    try {
      Queue<Future<List<R>>> pending = new ArrayDeque<>();
      Iterator<Call<R>> waiting = calls.iterator();
      while (waiting.hasNext() || !pending.isEmpty()) {
        while (waiting.hasNext() && pending.size() < AHEAD) {
          pending.add(threads.submit(waiting.next()));
        }
        handOn(result(pending.remove()), rows);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static ExecutorService threads(int calls) {
    return Executors.newFixedThreadPool(
        Math.min(THREADS, calls),
        runnable -> {
          Thread daemon = new Thread(runnable, "tables");
          daemon.setDaemon(true);
          return daemon;
        });
  }

  private static <R> void handOn(List<R> answer, RowSink<R> rows) throws IOException {
    for (R row : answer) {
      rows.accept(row);
    }
  }

  private static <R> List<R> result(Future<List<R>> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("a table could not be read or written", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(INTERRUPTED, e);
    }
  }
}
