package org.dashsweep.jobs.run.protocol;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceUtils;
import org.apache.spark.resource.TaskResourceRequests;
import org.jspecify.annotations.Nullable;

/**
 * The machine resources of each trial of a run.
 *
 * @param threads it computes with; on a cluster, the cores of its task
 * @param gpu whether it computes with a GPU
 * @param gpusPerTask GPUs of each task: 1, or less for several trials on one GPU; null where
 *     Spark's settings give them to every task
 */
public record TrialResources(int threads, boolean gpu, @Nullable Double gpusPerTask)
    implements Serializable {
  public TrialResources {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
  }

  /** Threads of the CPU alone. */
  public static TrialResources ofThreads(int threads) {
    return new TrialResources(threads, false, null);
  }

  /**
   * Returns the profile that the tasks ask for, if the application's own is not theirs. Spark keeps
   * every profile for as long as the application runs, so one serves all trials of a run.
   */
  public Optional<ResourceProfile> profile() {
    if (gpusPerTask == null) {
      return Optional.empty();
    }
    TaskResourceRequests requests =
        new TaskResourceRequests().cpus(threads).resource(ResourceUtils.GPU(), gpusPerTask);
    return Optional.of(new ResourceProfileBuilder().require(requests).build());
  }

  /** Returns a text for people. */
  @Override
  public String toString() {
    String text = threads == 1 ? "1 thread" : threads + " threads";
    if (gpusPerTask != null) {
      return text + String.format(Locale.ROOT, " and %s GPU", plain(gpusPerTask));
    }
    return gpu ? text + " and a GPU" : text;
  }

  private static String plain(double gpus) {
    return gpus == Math.rint(gpus) ? String.valueOf((long) gpus) : String.valueOf(gpus);
  }
}
