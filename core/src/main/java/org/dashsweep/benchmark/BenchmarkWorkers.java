package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.dashsweep.tensor.Torch;

/** Threads for work that is to run side by side, each with intra-operation threads of its own. */
final class BenchmarkWorkers implements AutoCloseable {
  private final ExecutorService executor;
  private final int count;

  BenchmarkWorkers(int count, int threads) {
    this.count = count;
    this.executor =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread =
                  new Thread(
                      () -> {
                        Torch.prepareThread(threads);
                        work.run();
                      },
                      "benchmark");
              thread.setDaemon(true);
              return thread;
            });
  }

  int count() {
    return count;
  }

  /**
   * Runs a task in every lane at once and waits for all.
   *
   * @param task given the lane's number, from 0
   * @return the results in the lanes' order
   */
  <T> List<T> run(IntFunction<T> task) {
    return run(count, task);
  }

  /** Runs a task without a result; see {@link #run(IntFunction)}. */
  void forEach(IntConsumer task) {
    run(
        lane -> {
          task.accept(lane);
          return lane;
        });
  }

  /** Runs a task in one lane and waits for it. */
  <T> T one(Supplier<T> task) {
    return run(1, lane -> task.get()).get(0);
  }

  private <T> List<T> run(int lanes, IntFunction<T> task) {
    List<Callable<T>> tasks = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      int lane = i;
      tasks.add(() -> task.apply(lane));
    }
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : executor.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The benchmark was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("The benchmark failed", e.getCause());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
