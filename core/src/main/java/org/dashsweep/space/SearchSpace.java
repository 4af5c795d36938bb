package org.dashsweep.space;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that the sweeps of one experiment may set: the common ones and the ones that each
 * method adds. Sweeps know experiments, methods, models and tasks by name only; the existing ones
 * are handed in here.
 *
 * <p>There must be a required TEXT parameter {@link #MODEL}. The search space itself adds the
 * parameters {@link #METHOD} and {@link #EXPERIMENT}. Their values are the methods' names and the
 * experiment's.
 */
public final class SearchSpace {
  /** The parameter that names the base model. */
  public static final Parameter<String> MODEL = Parameter.text("model", "base model").required();

  /** The parameter that names the method. */
  public static final Parameter<String> METHOD =
      Parameter.text("method", "fine-tuning method").required();

  /** The parameter that names the experiment: in a sweep file a key of the top level. */
  public static final Parameter<String> EXPERIMENT =
      Parameter.text("experiment", "set by the key of the top level").required();

  /** The parameters of every trial, whatever its method. */
  private static final Set<String> ALWAYS = Set.of(MODEL.name(), METHOD.name(), EXPERIMENT.name());

  /** The experiment of trials that ran before there was a second one; their ids do not name it. */
  private static final String FIRST_EXPERIMENT = "classification";

  private final String experiment;
  private final List<Parameter<?>> common;
  private final Map<String, MethodSpace> methods;
  private final List<Choice> choices;
  private final List<Rule> rules;
  private final List<DescriptionBlock> descriptions;
  private final Map<String, Parameter<?>> parameters = new LinkedHashMap<>();
  private final Map<String, Map<String, Parameter<?>>> parametersOfMethod = new LinkedHashMap<>();
  private final Map<String, Expression> defaultExpressions = new LinkedHashMap<>();
  private final List<Parameter<?>> withoutEffect;

  /** A search space without blocks of descriptions. */
  public SearchSpace(
      String experiment,
      List<Parameter<?>> common,
      List<MethodSpace> methods,
      List<Choice> choices,
      List<Rule> rules) {
    this(experiment, common, methods, choices, rules, List.of());
  }

  /**
   * A search space.
   *
   * @param experiment what a sweep file calls the experiment, in kebab case
   * @param common the parameters of every trial, but for {@link #METHOD} and {@link #EXPERIMENT}
   * @param methods the methods; a parameter that several of them have is the same in all
   * @param choices optional parameters that exclude one another
   * @param rules what the values of one configuration owe one another
   * @param descriptions blocks in which sweep files describe values of parameters. The parameters
   *     that carry them are none of {@code common}
   * @throws IllegalArgumentException if a name is used twice or not known, or an expression is
   *     wrong
   */
  public SearchSpace(
      String experiment,
      List<Parameter<?>> common,
      List<MethodSpace> methods,
      List<Choice> choices,
      List<Rule> rules,
      List<DescriptionBlock> descriptions) {
    Parameter.requireName(experiment);
    this.experiment = experiment;
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("A vocabulary needs a method");
    }
    this.methods = new LinkedHashMap<>();
    for (MethodSpace method : methods) {
      if (this.methods.put(method.name(), method) != null) {
        throw new IllegalArgumentException("The method is declared twice: " + method.name());
      }
    }
    this.common =
        Stream.of(
                Stream.of(methodParameter(), experimentParameter()),
                common.stream(),
                descriptions.stream().map(DescriptionBlock::carried))
            .<Parameter<?>>flatMap(part -> part)
            .toList();
    this.choices = List.copyOf(choices);
    this.rules = List.copyOf(rules);
    this.descriptions = List.copyOf(descriptions);
    for (Parameter<?> parameter : this.common) {
      if (parameters.put(parameter.name(), parameter) != null) {
        throw new IllegalArgumentException("The parameter is declared twice: " + parameter.name());
      }
    }
    for (MethodSpace method : methods) {
      Map<String, Parameter<?>> all = new LinkedHashMap<>(parameters(this.common));
      requireLackable(method, all.keySet());
      all.keySet().removeAll(method.lacking());
      for (Parameter<?> parameter : method.parameters()) {
        if (all.put(parameter.name(), parameter) != null) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "The parameter is declared twice: %s of %s",
                  parameter.name(),
                  method.name()));
        }
        @Nullable Parameter<?> other = parameters.putIfAbsent(parameter.name(), parameter);
        if (other != null && !other.equals(parameter)) {
          throw new IllegalArgumentException(
              "Methods that share a parameter must declare it alike: " + parameter.name());
        }
      }
      parametersOfMethod.put(method.name(), Collections.unmodifiableMap(all));
    }
    withoutEffect =
        parameters.values().stream().filter(parameter -> parameter.countedAs() != null).toList();
    requireModel();
    choices.forEach(this::requireSound);
    for (Rule rule : rules) {
      rule.parameters().forEach(used -> requireKnown(used.name()));
    }
    descriptions.forEach(block -> block.named().forEach(this::requireKnown));
    for (Parameter<?> parameter : parameters.values()) {
      if (parameter.presence() instanceof Parameter.Presence.Computed computed) {
        defaultExpressions.put(parameter.name(), Expression.parse(computed.expression()));
      }
    }
    parametersOfMethod.forEach(this::requireSoundDefaults);
  }

  /** The experiment's name. */
  public String experiment() {
    return experiment;
  }

  /** Every parameter by name, the common ones first, in the order of declaration. */
  public Map<String, Parameter<?>> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /**
   * The parameters of trials with that method, by name.
   *
   * @throws IllegalArgumentException if there is no such method
   */
  public Map<String, Parameter<?>> parametersOf(String method) {
    @Nullable Map<String, Parameter<?>> found = parametersOfMethod.get(method);
    if (found == null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "There is no method %s among %s", method, methods.keySet()));
    }
    return found;
  }

  /** The common parameters, {@code method} first. */
  public List<Parameter<?>> common() {
    return common;
  }

  /** The methods, in the order of declaration. */
  public List<MethodSpace> methods() {
    return List.copyOf(methods.values());
  }

  /** The parameters that exclude one another. */
  public List<Choice> choices() {
    return choices;
  }

  /** Returns the rules between the values of one configuration. */
  public List<Rule> rules() {
    return rules;
  }

  /** The blocks in which sweep files describe values of parameters. */
  public List<DescriptionBlock> descriptions() {
    return descriptions;
  }

  /** The parameters that sections of a sweep file set, in the order of declaration. */
  public Map<String, Parameter<?>> settable() {
    Map<String, Parameter<?>> settable = new LinkedHashMap<>(parameters);
    settable.remove(EXPERIMENT.name());
    descriptions.forEach(block -> settable.remove(block.carried().name()));
    return settable;
  }

  /** The search space as Markdown tables, for help texts and documentation. */
  public String describe() {
    return SearchSpaceListing.of(this);
  }

  /** The names of the methods whose trials have the parameter. */
  public List<String> methodsWith(String parameter) {
    return parametersOfMethod.entrySet().stream()
        .filter(entry -> entry.getValue().containsKey(parameter))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the expression of a computed default; null if it is not computed. */
  public @Nullable Expression defaultExpression(String name) {
    return defaultExpressions.get(name);
  }

  /** The values left out of ids, by parameter. */
  public Map<String, Object> introducedAs() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Parameter<?> parameter : parameters.values()) {
      @Nullable Object value = parameter.introducedAs();
      if (value != null) {
        values.put(parameter.name(), value);
      }
    }
    return values;
  }

  /**
   * The values of a configuration that its trial's id covers: two cells with equal ones are one
   * trial. Names that the search space does not have are kept.
   */
  public SortedMap<String, Object> identifying(TrialConfig config) {
    TreeMap<String, Object> values = new TreeMap<>(resultsOf(config).values());
    introducedAs().forEach((name, value) -> values.remove(name, value));
    return values;
  }

  /**
   * A configuration with the one value that each parameter without an effect on results counts as.
   */
  public TrialConfig resultsOf(TrialConfig config) {
    @Nullable TreeMap<String, Object> values = null;
    for (Parameter<?> parameter : withoutEffect) {
      Object counted = Objects.requireNonNull(parameter.countedAs());
      @Nullable Object value = config.values().get(parameter.name());
      if (value != null && !value.equals(counted)) {
        values = values == null ? new TreeMap<>(config.values()) : values;
        values.put(parameter.name(), counted);
      }
    }
    return values == null ? config : new TrialConfig(values);
  }

  private Parameter<?> methodParameter() {
    return Parameter.choice(METHOD.name(), methods.keySet(), name -> name, METHOD.description())
        .required();
  }

  private Parameter<?> experimentParameter() {
    Parameter<String> parameter =
        Parameter.choice(
                EXPERIMENT.name(), List.of(experiment), name -> name, EXPERIMENT.description())
            .defaultsTo(experiment);
    return experiment.equals(FIRST_EXPERIMENT)
        ? parameter.withIntroducedAs(FIRST_EXPERIMENT)
        : parameter;
  }

  private static Map<String, Parameter<?>> parameters(List<Parameter<?>> list) {
    Map<String, Parameter<?>> byName = new LinkedHashMap<>();
    list.forEach(parameter -> byName.put(parameter.name(), parameter));
    return byName;
  }

  private static void requireLackable(MethodSpace method, Set<String> common) {
    for (String name : method.lacking()) {
      if (!common.contains(name) || ALWAYS.contains(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "The method %s cannot lack the parameter %s", method.name(), name));
      }
    }
  }

  private void requireModel() {
    @Nullable Parameter<?> model = parameters.get(MODEL.name());
    if (model == null
        || model.kind() != ParameterKind.TEXT
        || !(model.presence() instanceof Parameter.Presence.Required)
        || common.stream().noneMatch(model::equals)) {
      throw new IllegalArgumentException(
          "A vocabulary needs the required common parameter model of kind TEXT: " + model);
    }
  }

  private void requireSound(Choice choice) {
    for (String name : choice.names()) {
      if (!(requireKnown(name).presence() instanceof Parameter.Presence.Optional)) {
        throw new IllegalArgumentException("A parameter of a choice must be optional: " + name);
      }
    }
    Set<List<String>> owners = new HashSet<>();
    choice.names().forEach(name -> owners.add(methodsWith(name)));
    if (owners.size() > 1) {
      throw new IllegalArgumentException("A choice must be within the same methods: " + choice);
    }
  }

  private Parameter<?> requireKnown(String name) {
    @Nullable Parameter<?> parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("There is no parameter " + name);
    }
    return parameter;
  }

  private void requireSoundDefaults(String method, Map<String, Parameter<?>> available) {
    defaultExpressions.forEach(
        (name, expression) -> {
          if (available.containsKey(name)
              && !expression.names().stream().allMatch(used -> isNumberOf(available, used))) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "The default of %s needs numbers, not themselves computed, that every %s trial has: %s",
                    name,
                    method,
                    expression.names()));
          }
        });
  }

  private static boolean isNumberOf(Map<String, Parameter<?>> available, String name) {
    @Nullable Parameter<?> used = available.get(name);
    return used != null
        && used.kind().isNumeric()
        && (used.presence() instanceof Parameter.Presence.Required
            || used.presence() instanceof Parameter.Presence.Defaulted);
  }
}
