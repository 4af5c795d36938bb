package org.dashsweep.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.TrialConfig;
import org.jspecify.annotations.Nullable;

/**
 * Describes a fine-tuning method without its settings: all that other packages ask before there is
 * a {@link Method}. Each method has one, listed in {@link Methods}.
 */
public abstract class MethodType {
  private final MethodSpace space;
  private final String title;
  private final Class<? extends Method> settings;
  private final List<AdapterTensor> tensors;

  /**
   * A description of a method.
   *
   * @param name in sweep files, tables and {@code dash_sweep.json}, in kebab case
   * @param title the name in prose, such as {@code LoRA-Dash}
   * @param description one line for people, with the source
   * @param settings the record whose components {@code dash_sweep.json} holds
   * @param tensors what the method adds to a layer, in the order of files and traces
   * @param parameters what the method takes beyond the parameters of every trial
   */
  protected MethodType(
      String name,
      String title,
      String description,
      Class<? extends Method> settings,
      List<AdapterTensor> tensors,
      List<Parameter<?>> parameters) {
    this.space = new MethodSpace(name, description, parameters);
    this.title = title;
    this.settings = settings;
    this.tensors = List.copyOf(tensors);
  }

  /** The name in sweep files, tables and {@code dash_sweep.json}. */
  public final String name() {
    return space.name();
  }

  /** The name in prose. */
  public final String title() {
    return title;
  }

  /** The record that {@code dash_sweep.json} holds the settings of, by its components. */
  public final Class<? extends Method> settings() {
    return settings;
  }

  /** The tensors that the method adds to a layer, in the order of files and traces. */
  public final List<AdapterTensor> tensors() {
    return tensors;
  }

  /** The parameters beyond those of every trial. */
  public final List<Parameter<?>> parameters() {
    return space.parameters();
  }

  /**
   * The constraints between these parameters, and those of every trial.
   *
   * @param optimizerSteps the optimiser updates of a trial
   */
  public List<Rule> rules(Parameter<Integer> optimizerSteps) {
    return List.of();
  }

  /** The method with the settings of a checked configuration. */
  public abstract Method of(TrialConfig config);

  /** Tells whether the base stays as it is and has no gradient: only the task's head trains. */
  public boolean trainsHeadAlone() {
    return false;
  }

  /**
   * Tells whether its trials train. Other trials evaluate the model as it is, and have no parameter
   * of training.
   */
  public boolean trains() {
    return true;
  }

  /** Tells whether a training's change rates can be recorded: of low-rank and of full changes. */
  public boolean hasChangeRates() {
    return LowRankMethod.class.isAssignableFrom(settings);
  }

  /** Tells whether every matrix trains freely: its change is the truth that others predict. */
  public boolean trainsEveryMatrix() {
    return false;
  }

  /** The method that reports pair its trials with; empty for one that is compared with none. */
  public Optional<MethodType> baseline() {
    return Optional.empty();
  }

  /** The method that this one is until its launch; empty for one that launches nothing. */
  public Optional<MethodType> beforeLaunch() {
    return Optional.empty();
  }

  /**
   * The settings that came after the first files of adapters, with the values that those had.
   *
   * @return values by component of {@link #settings}
   */
  public Map<String, @Nullable Object> laterSettings() {
    return Map.of();
  }

  /** Values of parameters with which benchmarks reach all that the method does at once. */
  public Map<String, Object> benchmarkValues() {
    return Map.of();
  }

  /** The reader of a reference trace's settings; empty for a method without traces. */
  public Optional<Function<TraceValues, Method>> traced() {
    return Optional.empty();
  }

  /** The {@code peft_type} of files that {@link #readPeft} understands. */
  public Optional<String> peftType() {
    return Optional.empty();
  }

  /**
   * Reads an {@code adapter_config.json} of {@link #peftType}.
   *
   * @return empty if it is another method's
   * @throws org.dashsweep.weights.CheckpointException if a value is not usable
   */
  public Optional<PeftForm> readPeft(PeftValues values) {
    return Optional.empty();
  }

  /** The tensor that multiplies a layer's bias too; empty where no bias changes with W. */
  public Optional<AdapterTensor> biasScale() {
    return Optional.empty();
  }

  /** The method in a search space. */
  public final MethodSpace space() {
    return space;
  }

  /** Tells whether the method takes a parameter beyond those of every trial. */
  public boolean takes(String parameter) {
    return space.takes(parameter);
  }

  /**
   * The method with some values, and the defaults of its other parameters.
   *
   * @param values by parameter; those that the method does not take are left out
   * @throws IllegalArgumentException if a required one is missing or the method refuses one
   */
  public Method with(Map<String, ?> values) {
    return of(space.config(values));
  }
}
