package org.dashsweep.jobs.run.executor;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.jspecify.annotations.Nullable;

/**
 * Closes an executor's runner with the executor. If the executor is told to end, its trials write
 * their checkpoints first. Named by the setting {@code spark.plugins}.
 */
public final class ExecutorShutdown implements SparkPlugin {
  /** Standalone workers kill after 10 s what does not end. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  @Override
  public @Nullable DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConfiguration) {
        // In local mode the driver sees to it.
        if (!context.executorID().equals("driver")) {
          ShutdownHookManager.get()
              .addShutdownHook(
                  () -> Interruption.request(PATIENCE),
                  Interruption.HOOK_PRIORITY,
                  PATIENCE.toSeconds() + 1,
                  TimeUnit.SECONDS);
        }
      }

      @Override
      public void shutdown() {
        SharedRunner.close();
      }
    };
  }
}
