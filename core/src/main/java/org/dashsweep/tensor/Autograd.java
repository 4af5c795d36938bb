package org.dashsweep.tensor;

import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** Backward passes without DJL's process-wide gradient collector: any number of threads at once. */
public final class Autograd {
  private Autograd() {}

  /** Runs the backward pass of a scalar on the calling thread and frees its graph. */
  public static void backward(Tensor loss) {
    PtNDArray array = loss.array();
    try (PtNDArray one =
        JniUtils.createOnesNdArray(
            array.getManager(),
            new Shape(loss.shape()),
            array.getDataType(),
            array.getDevice(),
            SparseFormat.DENSE)) {
      JniUtils.backward(array, one, false, false);
    }
  }

  /**
   * Runs the backward pass from a tensor on the calling thread and frees its graph.
   *
   * @param upstream the loss's gradient with respect to {@code output}, of the same shape
   */
  public static void backward(Tensor output, Tensor upstream) {
    JniUtils.backward(output.array(), upstream.array(), false, false);
  }

  /** Runs what is not to be recorded for a gradient; only the calling thread's. */
  public static <T> T withoutRecording(Supplier<T> work) {
    boolean recorded = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(recorded);
    }
  }
}
