package org.dashsweep.jobs.run.driver;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.dashsweep.jobs.run.executor.TrialTask;
import org.dashsweep.jobs.run.protocol.TrialSpec;
import org.dashsweep.jobs.run.protocol.TrialSummary;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** The Spark jobs of a run, each with one task per trial, any number at once. */
final class TrialJobs implements AutoCloseable {
  private final JavaSparkContext context;
  private final TrialTask task;
  private final Function<JavaRDD<TrialSpec>, JavaRDD<TrialSpec>> resources;
  private final Consumer<TrialSummary> ends;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          runnable -> {
            Thread daemon = new Thread(runnable, "sweep job");
            daemon.setDaemon(true);
            return daemon;
          });

  /**
   * Jobs of a context.
   *
   * @param resources has tasks ask for what they need
   * @param ends is told of each trial's end as it comes in; must return at once
   */
  TrialJobs(
      JavaSparkContext context,
      TrialTask task,
      Function<JavaRDD<TrialSpec>, JavaRDD<TrialSpec>> resources,
      Consumer<TrialSummary> ends) {
    this.context = context;
    this.task = task;
    this.resources = resources;
    this.ends = ends;
  }

  /**
   * Starts a job. Spark starts its tasks in the order of the trials.
   *
   * @param description for Spark's pages
   */
  Future<?> start(List<TrialSpec> orders, String callSite, String description) {
    Callable<Void> job =
        () -> {
          context.setCallSite(callSite);
          context.sc().setJobDescription(description);
          JavaRDD<TrialSpec> trials =
              context.parallelize(orders, orders.size()).setName(description);
          context
              .sc()
              .runJob(
                  resources.apply(trials).map(task).rdd(),
                  new First(),
                  new Hand(ends),
                  ClassTag.apply(TrialSummary.class));
          return null;
        };
    return threads.submit(job);
  }

  /** Waits for a job. Throws what Spark threw, undeclared. */
  static void await(Future<?> job) {
    try {
      job.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while trials run", e);
    } catch (ExecutionException e) {
      TrialJobs.<RuntimeException>rethrow(e.getCause() == null ? e : e.getCause());
    }
  }

  @SuppressWarnings("unchecked") // The point of it: Spark's own exceptions are checked ones.
  private static <E extends Throwable> void rethrow(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** The only element of a task's partition; computing it runs the trial. */
  private static final class First extends AbstractFunction1<Iterator<TrialSummary>, TrialSummary>
      implements Serializable {
    @Override
    public TrialSummary apply(Iterator<TrialSummary> partition) {
      return partition.next();
    }
  }

  /** Hands results on, on a thread of Spark's scheduler. */
  private static final class Hand extends AbstractFunction2<Object, TrialSummary, BoxedUnit> {
    private final Consumer<TrialSummary> ends;

    Hand(Consumer<TrialSummary> ends) {
      this.ends = ends;
    }

    @Override
    public BoxedUnit apply(Object partition, TrialSummary end) {
      ends.accept(end);
      return BoxedUnit.UNIT;
    }
  }
}
