package org.dashsweep.jobs.table;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads many files, several at once: most of the time of one is spent waiting for storage. */
final class ParallelReads {
  private static final int THREADS = 8;

  /** Files read and not yet handed on: bounds the memory. */
  private static final int AHEAD = 32;

  private ParallelReads() {}

  /** Reads one file. */
  interface Read<R> extends Callable<List<R>> {
    @Override
    List<R> call() throws IOException;
  }

  /** Hands the rows of all files to {@code rows}, on the calling thread, in the files' order. */
  static <R> void forEach(List<Read<R>> reads, ParquetFile.Sink<R> rows) throws IOException {
    if (reads.size() <= 1) {
      for (Read<R> read : reads) {
        handOn(read.call(), rows);
      }
      return;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(THREADS, reads.size()),
            runnable -> {
              Thread daemon = new Thread(runnable, "read-tables");
              daemon.setDaemon(true);
              return daemon;
            });
    try {
      Queue<Future<List<R>>> pending = new ArrayDeque<>();
      Iterator<Read<R>> waiting = reads.iterator();
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

  private static <R> void handOn(List<R> read, ParquetFile.Sink<R> rows) throws IOException {
    for (R row : read) {
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
      throw new IllegalStateException("a table could not be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading tables", e);
    }
  }
}
