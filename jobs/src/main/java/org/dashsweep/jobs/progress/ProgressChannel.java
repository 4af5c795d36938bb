package org.dashsweep.jobs.progress;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.spark.api.plugin.PluginContext;
import org.dashsweep.trial.TrialListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries trial events from the executors to the driver by the plugin channel of Spark. The channel
 * is the same in local mode, where both ends are in one JVM.
 *
 * <p>Spark makes its plugins from their class name alone, so both ends meet in static state. A JVM
 * holds at most one sweep's driver and one executor.
 */
public final class ProgressChannel {
  private static final Logger LOGGER = LoggerFactory.getLogger(ProgressChannel.class);
  private static final AtomicReference<@Nullable Consumer<ProgressEvent>> SUBSCRIBER =
      new AtomicReference<>();
  private static final AtomicReference<Predicate<ProgressQuestion>> JUDGE =
      new AtomicReference<>(question -> true);
  private static final AtomicReference<@Nullable Executor> EXECUTOR = new AtomicReference<>();

  private ProgressChannel() {}

  private record Executor(PluginContext plugin, Duration interval) {}

  /**
   * Subscribes to every event that reaches this JVM as the driver. {@code subscriber} must return
   * at once: its backlog piles up in Spark's own queue, which has no bound.
   */
  public static void subscribe(Consumer<ProgressEvent> subscriber) {
    SUBSCRIBER.set(subscriber);
  }

  /** Ends the subscription. */
  public static void unsubscribe() {
    SUBSCRIBER.set(null);
  }

  /** Sends an event from an executor. An event that cannot be sent is dropped: it is only shown. */
  public static void send(ProgressEvent event) {
    Executor executor = EXECUTOR.get();
    if (executor == null) {
      return;
    }
    try {
      executor.plugin().send(event);
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("Dropped a progress event of trial {}", event.trialId(), e);
    }
  }

  /**
   * Sends what a trial of this executor tells, as often as the plugin's settings say.
   *
   * @param cancelled whether the trial should stop
   */
  public static TrialListener listener(String trialId, BooleanSupplier cancelled) {
    Executor executor = EXECUTOR.get();
    Duration interval = executor == null ? ProgressPlugin.DEFAULT_INTERVAL : executor.interval();
    return new ThrottledProgress(
        trialId, ProgressChannel::send, interval, cancelled, System::nanoTime);
  }

  /** Makes {@code judge} say which trials go on. It must return at once, and wait for nobody. */
  public static void answer(Predicate<ProgressQuestion> judge) {
    JUDGE.set(judge);
  }

  /** Asks the driver whether a trial goes on; empty if there is no answer. */
  public static Optional<Boolean> ask(ProgressQuestion question) {
    Executor executor = EXECUTOR.get();
    if (executor == null) {
      return Optional.empty();
    }
    try {
      return Optional.of((Boolean) executor.plugin().ask(question));
    } catch (Exception e) {
      // Undeclared ones too: Spark's call is Scala's.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOGGER.warn("The driver does not answer {}", question, e);
      return Optional.empty();
    }
  }

  static boolean judge(ProgressQuestion question) {
    return Objects.requireNonNull(JUDGE.get()).test(question);
  }

  static void connect(PluginContext plugin, Duration interval) {
    EXECUTOR.set(new Executor(plugin, interval));
  }

  static void disconnect() {
    EXECUTOR.set(null);
  }

  static void deliver(ProgressEvent event) {
    Consumer<ProgressEvent> subscriber = SUBSCRIBER.get();
    if (subscriber != null) {
      subscriber.accept(event);
    }
  }
}
