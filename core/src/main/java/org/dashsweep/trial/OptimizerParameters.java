package org.dashsweep.trial;

import java.util.List;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.train.AdamWSettings;

/** The parameters of the optimiser. */
final class OptimizerParameters {
  static final Parameter<Double> WEIGHT_DECAY =
      Parameter.decimal("weight-decay", "decoupled weight decay of AdamW")
          .atLeast(0)
          .defaultsTo(0.0);

  static final Parameter<Double> BETA1 =
      Parameter.decimal("adam-beta1", "decay of AdamW's first moment")
          .atLeastAndLessThan(0, 1)
          .defaultsTo(0.9);

  static final Parameter<Double> BETA2 =
      Parameter.decimal("adam-beta2", "decay of AdamW's second moment")
          .atLeastAndLessThan(0, 1)
          .defaultsTo(0.999);

  static final Parameter<Double> EPSILON =
      Parameter.decimal("adam-epsilon", "AdamW's epsilon").moreThan(0).defaultsTo(1e-8);

  static final Parameter<Double> MAX_GRADIENT_NORM =
      Parameter.decimal("max-gradient-norm", "2-norm that gradients are clipped to; 0: never")
          .atLeast(0)
          .defaultsTo(1.0);

  static final List<Parameter<?>> ALL =
      List.of(WEIGHT_DECAY, BETA1, BETA2, EPSILON, MAX_GRADIENT_NORM);

  private OptimizerParameters() {}

  /** The optimiser of a configuration. */
  static AdamWSettings read(TrialConfig config) {
    return new AdamWSettings(
        config.get(BETA1),
        config.get(BETA2),
        config.get(EPSILON),
        config.get(WEIGHT_DECAY),
        config.get(MAX_GRADIENT_NORM));
  }
}
