package org.dashsweep.verification;

import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.FineTuning;

/**
 * A base model and the inputs of a trace, put together to be trained.
 *
 * @param <M> the model that trains
 */
interface TracedModel<M> extends AutoCloseable {
  /** Returns the frozen weights. */
  AdaptedBase base();

  /**
   * Puts the training together, at its first step.
   *
   * @param start gives adapters that have just been attached their initial values
   */
  FineTuning<M> tuning(Start start);

  /** Returns the tensors of a head that trains, as a trace calls them, by their names here. */
  Map<String, String> head(M model);

  /**
   * Compares the losses of single passes, where a trace has them rather than those of updates.
   *
   * @param shape (steps, passes)
   */
  default void comparePasses(Checks checks, List<Long> shape) {
    checks.incomparable("loss", "this model's traces have one for every update");
  }

  /** Compares the final logits of the first batch. */
  void compareLogits(Checks checks, TensorScope work, M model);

  @Override
  void close();

  /** Initial values of adapters. */
  @FunctionalInterface
  interface Start {
    /** Sets them. */
    void set(AdapterSet adapters);
  }
}
