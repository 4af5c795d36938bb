package org.dashsweep.tokenizer;

import java.util.Locale;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A native object that any number of threads use. It is freed once, when no thread uses it; the
 * libraries themselves would follow a freed pointer.
 */
final class NativeTokenizer<T> implements AutoCloseable {
  static {
    // The libraries look both up when they are first used. They would otherwise report their use
    // over the network, and on a machine with a GPU download a CUDA build, which tokenizing has no
    // use for.
    setUnlessGiven("OPT_OUT_TRACKING", "true");
    setUnlessGiven("RUST_FLAVOR", "cpu");
  }

  private final String source;
  private final Consumer<T> free;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable T library;

  /**
   * Takes an object over.
   *
   * @param source where the tokenizer came from, for messages
   * @param open makes the object
   * @param free frees it
   */
  NativeTokenizer(String source, Supplier<T> open, Consumer<T> free) {
    this.source = source;
    this.free = free;
    this.library = open.get();
  }

  private static void setUnlessGiven(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** Calls the library. */
  <R> R call(Function<T, R> call) {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      @Nullable T open = library;
      if (open == null) {
        throw new IllegalStateException(
            String.format(Locale.ROOT, "The tokenizer of %s is closed", source));
      }
      return call.apply(open);
    } finally {
      shared.unlock();
    }
  }

  @Override
  public void close() {
    Lock exclusive = lock.writeLock();
    exclusive.lock();
    try {
      @Nullable T open = library;
      library = null;
      if (open != null) {
        free.accept(open);
      }
    } finally {
      exclusive.unlock();
    }
  }
}
