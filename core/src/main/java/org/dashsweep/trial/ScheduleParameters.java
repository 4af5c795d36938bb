package org.dashsweep.trial;

import java.util.List;
import java.util.Optional;
import org.dashsweep.space.Choice;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.train.LearningRateSchedule;

/** The parameters of the learning rate. */
public final class ScheduleParameters {
  public static final Parameter<Double> LEARNING_RATE =
      Parameter.decimal("learning-rate", "peak learning rate").moreThan(0).required();

  static final Parameter<LearningRateSchedule.Shape> SCHEDULE =
      Parameter.choice(
              "schedule", LearningRateSchedule.Shape.class, "learning rate after the warm-up")
          .defaultsTo(LearningRateSchedule.Shape.LINEAR);

  static final Parameter<Integer> WARM_UP_STEPS =
      Parameter.integer("warm-up-steps", "updates of linear warm-up")
          .in("updates")
          .atLeast(0)
          .optional();

  static final Parameter<Double> WARM_UP_RATIO =
      Parameter.decimal("warm-up-ratio", "warm-up as a share of all updates")
          .between(0, 1)
          .optional();

  static final List<Parameter<?>> ALL =
      List.of(LEARNING_RATE, SCHEDULE, WARM_UP_STEPS, WARM_UP_RATIO);

  private ScheduleParameters() {}

  static Choice oneWarmUp() {
    return Choice.atMostOneOf(WARM_UP_STEPS, WARM_UP_RATIO);
  }

  /**
   * The schedule of a configuration.
   *
   * @param updates of the whole trial
   */
  static LearningRateSchedule read(TrialConfig config, int updates) {
    Optional<Integer> ratio =
        config
            .find(WARM_UP_RATIO)
            // Rounded up, as Hugging Face's warmup_ratio.
            .map(share -> (int) Math.ceil(updates * share - 1e-9));
    return new LearningRateSchedule(
        config.get(SCHEDULE),
        config.get(LEARNING_RATE),
        ratio.or(() -> config.find(WARM_UP_STEPS)).orElse(0),
        updates);
  }
}
