package org.dashsweep.tensor;

import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

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
}
