package org.dashsweep.adapter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.dashsweep.space.Expression;
import org.dashsweep.space.MethodSpace;
import org.dashsweep.space.Numbers;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Parameter.Presence;
import org.dashsweep.space.Rule;
import org.dashsweep.space.TrialConfig;
import org.jspecify.annotations.Nullable;

/**
 * Describes a fine-tuning method without its settings: all that other packages ask before there is
 * a {@link Method}. Each method has one, listed in {@link Methods}.
 */
public abstract class MethodType {
  private final String name;
  private final String title;
  private final String description;
  private final Class<? extends Method> settings;
  private final List<AdapterTensor> tensors;
  private final List<Parameter<?>> parameters;

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
    this.name = name;
    this.title = title;
    this.description = description;
    this.settings = settings;
    this.tensors = List.copyOf(tensors);
    this.parameters = List.copyOf(parameters);
  }

  /** The name in sweep files, tables and {@code dash_sweep.json}. */
  public final String name() {
    return name;
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
    return parameters;
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

  /** The method that reports pair its trials with; empty for one that is compared with none. */
  public Optional<MethodType> baseline() {
    return Optional.empty();
  }

  /** The method that this one is until its launch; empty for one that launches nothing. */
  public Optional<MethodType> beforeLaunch() {
    return Optional.empty();
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

  /** The method in a search space. */
  public MethodSpace space() {
    return new MethodSpace(name, description, parameters);
  }

  /** Tells whether the method takes a parameter beyond those of every trial. */
  public boolean takes(String parameter) {
    return parameters().stream().anyMatch(own -> own.name().equals(parameter));
  }

  /**
   * The method with some values, and the defaults of its other parameters.
   *
   * @param values by parameter; those that the method does not take are left out
   * @throws IllegalArgumentException if a required one is missing or the method refuses one
   */
  public Method with(Map<String, ?> values) {
    SortedMap<String, Object> config = new TreeMap<>();
    for (Parameter<?> parameter : parameters()) {
      if (values.containsKey(parameter.name())) {
        config.put(parameter.name(), parameter.kind().canonical(values.get(parameter.name())));
      } else if (parameter.presence() instanceof Presence.Defaulted defaulted) {
        config.put(parameter.name(), defaulted.value());
      }
    }
    for (Parameter<?> parameter : parameters()) {
      if (parameter.presence() instanceof Presence.Computed computed) {
        config.computeIfAbsent(
            parameter.name(),
            absent -> {
              BigDecimal value =
                  Expression.parse(computed.expression())
                      .evaluate(name -> Numbers.ofValue(required(config, name)));
              return Numbers.canonical(value, parameter.kind());
            });
      }
    }
    return of(new TrialConfig(config));
  }

  private static Object required(Map<String, Object> config, String parameter) {
    @Nullable Object value = config.get(parameter);
    if (value == null) {
      throw new IllegalArgumentException("There must be a value of " + parameter);
    }
    return value;
  }
}
