package org.dashsweep.jobs.run.driver;

import java.time.Duration;
import java.util.Arrays;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import scala.jdk.javaapi.CollectionConverters;

/** The trials that run on an application's executors, wherever those are. */
public final class RunningTasks {
  private static final Duration PERIOD = Duration.ofMillis(100);

  private RunningTasks() {}

  /**
   * Tells them to stop and waits until they have written their checkpoints, but no longer than
   * {@code patience}. Their threads are not interrupted: that would tear the files they write. An
   * application that the cluster has ended has none any more.
   */
  public static void stop(JavaSparkContext context, Duration patience) {
    if (context.sc().isStopped()) {
      return;
    }
    context.sc().cancelAllJobs();
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      // The scheduler hears of the cancellation a little later.
      do {
        Thread.sleep(PERIOD.toMillis());
      } while (!context.sc().isStopped() && count(context) > 0 && System.nanoTime() < deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts the scheduler's tasks: the status that Spark shows may be older than a task. */
  private static int count(JavaSparkContext context) {
    if (context.sc().taskScheduler() instanceof TaskSchedulerImpl scheduler) {
      return CollectionConverters.asJava(scheduler.runningTasksByExecutors()).values().stream()
          .mapToInt(count -> (Integer) count)
          .sum();
    }
    return Arrays.stream(context.sc().statusTracker().getExecutorInfos())
        .mapToInt(SparkExecutorInfo::numRunningTasks)
        .sum();
  }
}
