package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/** Gives {@link ProgressChannel} its two ends. Named by the setting {@code spark.plugins}. */
public final class ProgressPlugin implements SparkPlugin {
  /** The Spark setting that says how often a trial reports, as Spark writes durations. */
  public static final String INTERVAL = "spark.dashSweep.reportEvery";

  /** The interval that holds without the setting. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public @Nullable Object receive(Object message) {
        if (message instanceof ProgressQuestion question) {
          return ProgressChannel.judge(question);
        }
        ProgressChannel.deliver((ProgressEvent) message);
        return null;
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConfiguration) {
        long milliseconds =
            context.conf().getTimeAsMs(INTERVAL, DEFAULT_INTERVAL.toMillis() + "ms");
        ProgressChannel.connect(context, Duration.ofMillis(milliseconds));
      }

      @Override
      public void shutdown() {
        ProgressChannel.disconnect();
      }
    };
  }
}
