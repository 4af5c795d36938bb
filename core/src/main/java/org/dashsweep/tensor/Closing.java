package org.dashsweep.tensor;

import java.util.function.Supplier;

/** Closes what an object that could not be made would have owned. */
public final class Closing {
  private Closing() {}

  /**
   * Makes an object that owns a resource from then on. Closes the resource if that throws anything,
   * an {@link Error} included, and throws it on.
   */
  public static <T> T onFailure(AutoCloseable resource, Supplier<T> making) {
    try {
      return making.get();
    } catch (Throwable thrown) {
      try {
        resource.close();
      } catch (Exception suppressed) {
        thrown.addSuppressed(suppressed);
      }
      throw thrown;
    }
  }
}
