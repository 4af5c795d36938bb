package org.dashsweep.sweep.file;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dashsweep.space.CanonicalJson;
import org.dashsweep.space.Expression;
import org.dashsweep.space.Numbers;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.jspecify.annotations.Nullable;

/** Resolves one combination of a block's grid into a configuration. */
final class SettingResolution {
  /** Placeholders of values that are absent. */
  private enum Absence {
    /** The method does not have the parameter. */
    NOT_OF_THE_METHOD,
    /** The parameter is optional and not set. */
    NOT_SET,
    /** A problem that has been reported hides the value. */
    HIDDEN
  }

  private final SweepBlock block;
  private final Map<String, Setting> chosen;
  private final SearchSpace space;
  private final Problems problems;
  private final SettingUsage usage;
  private final String method;
  private final Map<String, Parameter<?>> parameters;
  private final SortedMap<String, Object> values = new TreeMap<>();

  SettingResolution(
      SweepBlock block,
      Map<String, Setting> chosen,
      SearchSpace space,
      Problems problems,
      SettingUsage usage) {
    this.block = block;
    this.chosen = chosen;
    this.space = space;
    this.problems = problems;
    this.usage = usage;
    boolean known = chosen.get(SearchSpace.METHOD.name()) instanceof Setting.Literal;
    this.method =
        chosen.get(SearchSpace.METHOD.name()) instanceof Setting.Literal literal
            ? (String) literal.value()
            : "";
    this.parameters = known ? space.parametersOf(method) : space.parameters();
  }

  /**
   * The configuration, or null if a problem keeps it from having all its values.
   *
   * @param descriptions those that it names it carries along
   */
  @Nullable TrialConfig config(Descriptions descriptions) {
    parameters.keySet().forEach(this::value);
    boolean whole = !values.containsValue(Absence.HIDDEN);
    values.values().removeIf(Absence.class::isInstance);
    descriptions.carry(values);
    TrialConfig config = new TrialConfig(values);
    for (Rule rule : space.rules()) {
      if (!rule.isKeptBy(config)) {
        report(rule, config);
      }
    }
    return whole ? config : null;
  }

  private void report(Rule rule, TrialConfig config) {
    List<String> names = rule.parameters().stream().map(Parameter::name).toList();
    SourceLocation place = block.place();
    // A block's own settings stand below the common ones: the lowest line is the one to point at.
    int line = 0;
    for (String name : names) {
      @Nullable SettingDefinition definition = block.definitions().get(name);
      if (definition != null && definition.place().line() >= line) {
        place = definition.place();
        line = place.line();
      }
    }
    problems.add(
        place,
        String.format(Locale.ROOT, "%s: %s", rule.requirement(), show(names, config.values())),
        "change one");
  }

  private Object value(String name) {
    @Nullable Object known = values.get(name);
    if (known == null) {
      known = resolve(name);
      values.put(name, known);
    }
    return known;
  }

  private Object resolve(String name) {
    @Nullable Parameter<?> parameter = parameters.get(name);
    if (parameter == null) {
      return Absence.NOT_OF_THE_METHOD;
    }
    @Nullable SettingDefinition definition = block.definitions().get(name);
    if (definition == null) {
      return unset(parameter);
    }
    if (definition instanceof SettingDefinition.Broken) {
      return Absence.HIDDEN;
    }
    @Nullable Setting setting =
        definition instanceof SettingDefinition.Tied tied ? lookUp(tied) : chosen.get(name);
    return setting == null ? Absence.HIDDEN : value(setting, parameter);
  }

  private Object unset(Parameter<?> parameter) {
    Parameter.Presence presence = parameter.presence();
    if (presence instanceof Parameter.Presence.Defaulted defaulted) {
      return defaulted.value();
    }
    @Nullable Expression expression = space.defaultExpression(parameter.name());
    if (presence instanceof Parameter.Presence.Computed computed && expression != null) {
      SourceLocation place =
          new SourceLocation(parameter.name(), block.place().line(), block.place().column());
      return evaluate(new Setting.Computed(place, computed.expression(), expression), parameter);
    }
    // A method that is not known may or may not have it; a required one has been reported.
    return presence instanceof Parameter.Presence.Optional ? Absence.NOT_SET : Absence.HIDDEN;
  }

  private @Nullable Setting lookUp(SettingDefinition.Tied tied) {
    usage.consult(tied);
    List<Object> key = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    for (String name : tied.by()) {
      Object value = value(name);
      if (value == Absence.HIDDEN) {
        usage.useEntries(List.of(tied));
        return null;
      }
      if (value == Absence.NOT_OF_THE_METHOD) {
        lacking.add(String.format(Locale.ROOT, "method %s has no %s", method, name));
      } else if (value == Absence.NOT_SET) {
        lacking.add(name + " is not set");
      }
      key.add(value);
    }
    @Nullable Setting entry = tied.values().get(key);
    @Nullable Setting setting = entry == null ? tied.otherwise() : entry;
    if (setting != null) {
      usage.use(setting);
    } else if (tied.complete()) {
      problems.add(
          tied.place(),
          lacking.isEmpty()
              ? "has no value where " + show(tied.by(), values)
              : "has no value for some trials: " + String.join(", ", lacking),
          lacking.isEmpty() ? "add it under values, or add otherwise" : "add otherwise");
    }
    return setting;
  }

  private Object value(Setting setting, Parameter<?> parameter) {
    if (setting instanceof Setting.Literal literal) {
      return literal.value();
    }
    return setting instanceof Setting.Computed computed
        ? evaluate(computed, parameter)
        : Absence.HIDDEN;
  }

  private Object evaluate(Setting.Computed computed, Parameter<?> parameter) {
    SortedSet<String> names = computed.expression().names();
    Map<String, BigDecimal> numbers = new HashMap<>();
    for (String name : names) {
      Object value = value(name);
      if (value == Absence.HIDDEN) {
        return value;
      }
      if (value instanceof Absence) {
        problems.add(
            computed.place(),
            value == Absence.NOT_SET
                ? String.format(Locale.ROOT, "%s needs %s, which is not set", computed.text(), name)
                : String.format(
                    Locale.ROOT,
                    "%s needs %s, which method %s does not have",
                    computed.text(),
                    name,
                    method),
            "write a number, or tie the value and say what it is otherwise");
        return Absence.HIDDEN;
      }
      numbers.put(name, Numbers.ofValue(value));
    }
    Object value;
    try {
      BigDecimal number =
          computed.expression().evaluate(name -> Objects.requireNonNull(numbers.get(name)));
      value = Numbers.canonical(number, parameter.kind());
    } catch (ArithmeticException | IllegalArgumentException e) {
      problems.add(
          computed.place(),
          String.format(Locale.ROOT, "%s %s%s", computed.text(), e.getMessage(), where(names)),
          "change the expression or the values it uses");
      return Absence.HIDDEN;
    }
    @Nullable String requirement = parameter.violated(value);
    if (requirement == null) {
      return value;
    }
    problems.add(
        computed.place(),
        String.format(
            Locale.ROOT,
            "must be %s: %s is %s%s",
            requirement,
            computed.text(),
            CanonicalJson.show(value),
            where(names)),
        "change the expression or the values it uses");
    return Absence.HIDDEN;
  }

  /** Returns a text such as " where rank is 2, alpha is 4"; empty without names. */
  private String where(Collection<String> names) {
    return names.isEmpty() ? "" : " where " + show(names, values);
  }

  /** Returns a text such as "rank is 2, alpha is 4". */
  private static String show(Collection<String> names, Map<String, Object> values) {
    return names.stream()
        .map(name -> name + " is " + CanonicalJson.show(Objects.requireNonNull(values.get(name))))
        .collect(Collectors.joining(", "));
  }
}
