package org.dashsweep.trial;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.space.Choice;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.tensor.Precision;

/** The parameters that the trials of every experiment take, whatever their method. */
public final class TrialParameters {
  public static final Parameter<Integer> SEED =
      Parameter.integer("seed", "of initial values, data order and dropout masks")
          .between(0, Integer.MAX_VALUE)
          .defaultsTo(1);

  public static final Parameter<Integer> TRAIN_ROWS =
      Parameter.integer("train-rows", "training rows to use; all of them if absent")
          .in("rows")
          .atLeast(1)
          .optional();

  /** Each experiment has its own default. */
  public static final Parameter<Integer> BATCH_SIZE =
      Parameter.integer("batch-size", "examples of an optimiser update")
          .in("examples")
          .atLeast(1)
          .required();

  public static final Parameter<Integer> MICRO_BATCH_SIZE =
      Parameter.integer("micro-batch-size", "examples of one forward and backward pass")
          .in("examples")
          .atLeast(1)
          .computedAs("batch-size");

  public static final Parameter<Integer> OPTIMIZER_STEPS =
      Parameter.integer("optimizer-steps", "optimiser updates of the whole trial")
          .in("updates")
          .atLeast(1)
          .optional();

  public static final Parameter<Double> EPOCHS =
      Parameter.decimal("epochs", "passes over the training rows")
          .in("epochs")
          .moreThan(0)
          .optional();

  public static final Parameter<Integer> EVALUATE_EVERY =
      Parameter.integer("evaluate-every", "updates between evaluations; 0: only after the last")
          .in("updates")
          .atLeast(0)
          .defaultsTo(0);

  public static final Parameter<Integer> RECORD_CHANGE_RATES_EVERY =
      Parameter.integer(
              "record-change-rates-every",
              "updates between records of the change rates; none are recorded if absent")
          .in("updates")
          .atLeast(1)
          .optional();

  public static final Parameter<Integer> EVALUATION_BATCH_SIZE =
      Parameter.integer("evaluation-batch-size", "examples of an evaluation pass")
          .in("examples")
          .atLeast(1)
          .defaultsTo(64);

  public static final Parameter<Precision> BASE_PRECISION =
      Parameter.choice(
              "base-precision",
              List.of(Precision.FLOAT32, Precision.BFLOAT16),
              Parameter::spelling,
              "of the frozen linear layers")
          .defaultsTo(Precision.FLOAT32);

  private static final BatchOrder SHUFFLED = new BatchOrder.Shuffled();

  static final Parameter<BatchOrder> ORDER =
      Parameter.choice(
              "order",
              List.of(
                  SHUFFLED,
                  new BatchOrder.LengthBucketed(BatchOrder.LengthBucketed.DEFAULT_WINDOW_BATCHES)),
              order -> order.equals(SHUFFLED) ? "shuffled" : "length-bucketed",
              "of training examples; bucketed puts like lengths together")
          .defaultsTo(SHUFFLED);

  /** The parameters that decide how long a training is, in updates and forward passes. */
  public static final Set<Parameter<?>> LENGTH =
      Set.of(TRAIN_ROWS, BATCH_SIZE, MICRO_BATCH_SIZE, OPTIMIZER_STEPS, EPOCHS, EVALUATE_EVERY);

  private TrialParameters() {}

  /**
   * The methods of an experiment, each with the parameters of its trials. A method that trains
   * nothing has none of training, and one without change rates records none.
   *
   * @param types the methods
   * @param training the experiment's own parameters of training, beside those of {@link #training}
   */
  public static List<MethodSpace> methods(
      Stream<MethodType> types, Collection<Parameter<?>> training) {
    Set<Parameter<?>> all = new HashSet<>(training);
    all.addAll(updates(1));
    all.add(EVALUATE_EVERY);
    return types.map(type -> type.space().without(type.trains() ? lacking(type) : all)).toList();
  }

  private static Set<Parameter<?>> lacking(MethodType type) {
    return type.hasChangeRates() ? Set.of() : Set.of(RECORD_CHANGE_RATES_EVERY);
  }

  /** Parameters of which a trial has only one. */
  public static List<Choice> choices() {
    return List.of(Choice.exactlyOneOf(OPTIMIZER_STEPS, EPOCHS), ScheduleParameters.oneWarmUp());
  }

  /** Returns the rules between the values of {@link #training} and of the methods. */
  public static List<Rule> rules() {
    Rule microBatch =
        new Rule(
            List.of(MICRO_BATCH_SIZE, BATCH_SIZE),
            "micro-batch-size must not be above batch-size",
            config -> config.get(MICRO_BATCH_SIZE) <= config.get(BATCH_SIZE));
    return Stream.concat(
            Methods.ALL.stream().flatMap(type -> type.rules(OPTIMIZER_STEPS).stream()),
            Stream.of(microBatch))
        .toList();
  }

  /**
   * Returns the parameters of a trial's training.
   *
   * @param batchSize examples of an update, unless a sweep says otherwise
   */
  public static List<Parameter<?>> training(int batchSize) {
    return Stream.concat(updates(batchSize).stream(), Stream.of(BASE_PRECISION))
        .<Parameter<?>>map(parameter -> parameter)
        .toList();
  }

  /** The parameters of the updates. */
  private static List<Parameter<?>> updates(int batchSize) {
    return Stream.<List<Parameter<?>>>of(
            List.of(
                SEED,
                InitialAdapter.PARAMETER,
                TRAIN_ROWS,
                BATCH_SIZE.withDefault(batchSize),
                MICRO_BATCH_SIZE,
                OPTIMIZER_STEPS,
                EPOCHS),
            ScheduleParameters.ALL,
            OptimizerParameters.ALL,
            List.of(ORDER, RECORD_CHANGE_RATES_EVERY))
        .<Parameter<?>>flatMap(List::stream)
        .toList();
  }
}
