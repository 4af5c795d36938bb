package org.dashsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.file.Suggestion;
import org.dashsweep.space.CanonicalJson;
import org.dashsweep.space.Constraint;
import org.dashsweep.space.Expression;
import org.dashsweep.space.Numbers;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.ParameterKind;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads single values by the kind and constraint of their parameter. */
final class SettingReader {
  private final Map<String, Parameter<?>> parameters;
  private final Descriptions descriptions;
  private final Problems problems;

  /**
   * A reader.
   *
   * @param parameters that expressions may use
   * @param descriptions names of which values may be, beside what their parameter allows
   */
  SettingReader(
      Map<String, Parameter<?>> parameters, Descriptions descriptions, Problems problems) {
    this.parameters = parameters;
    this.descriptions = descriptions;
    this.problems = problems;
  }

  /** Reads a value or an expression. */
  Setting read(Node node, Parameter<?> parameter, String path) {
    SourceLocation place = YamlNodes.place(node, path);
    if (parameter.kind().isNumeric()
        && node instanceof ScalarNode scalar
        && !YamlNodes.isNull(node)
        && !Numbers.isNumber(scalar.getValue())) {
      return readExpression(scalar, parameter, place);
    }
    @Nullable Object value = readLiteral(node, parameter, place);
    return value == null ? new Setting.Unreadable(place) : new Setting.Literal(place, value);
  }

  /** Reads a value that must not be an expression; null if there is a problem. */
  @Nullable Object readLiteral(Node node, Parameter<?> parameter, SourceLocation place) {
    @Nullable Object value =
        parameter.kind() == ParameterKind.TEXT_LIST
            ? readTexts(node, place)
            : readScalar(node, parameter.kind(), place);
    return value != null && satisfies(value, parameter, place) ? value : null;
  }

  private boolean satisfies(Object value, Parameter<?> parameter, SourceLocation place) {
    Set<String> described = descriptions.namesOf(parameter);
    @Nullable String requirement = parameter.violated(value);
    if (requirement == null || described.contains(value)) {
      return true;
    }
    if (value instanceof List<?> list) {
      List<?> others = list.stream().filter(entry -> !described.contains(entry)).toList();
      if (others.isEmpty() || parameter.violated(others) == null) {
        return true;
      }
    }
    String remedy =
        parameter.constraint() instanceof Constraint.OneOf oneOf && value instanceof String text
            ? Suggestion.remedy(
                text, Stream.concat(oneOf.choices().stream(), described.stream().sorted()).toList())
            : "change the value";
    problems.add(
        place,
        String.format(
            Locale.ROOT,
            "must be %s: %s",
            requirement,
            YamlNodes.shorten(CanonicalJson.show(value))),
        remedy);
    return false;
  }

  private @Nullable Object readScalar(Node node, ParameterKind kind, SourceLocation place) {
    if (YamlNodes.isNull(node)) {
      problems.add(place, "has no value", "write " + kind.phrase() + " or remove the key");
      return null;
    }
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(
          place,
          String.format(Locale.ROOT, "must be %s: %s", kind.phrase(), YamlNodes.show(node)),
          node instanceof SequenceNode
              ? "write a single value; several to try belong under grid"
              : "write a single value; one that follows other parameters belongs under tied");
      return null;
    }
    String text = scalar.getValue();
    @Nullable String remedy =
        switch (kind) {
          case TEXT -> YamlNodes.isText(scalar) ? null : "if that text is meant, put it in quotes";
          case BOOLEAN ->
              YamlNodes.isPlain(scalar) && (text.equals("true") || text.equals("false"))
                  ? null
                  : "write true or false, without quotes";
          case INTEGER, DECIMAL -> numberRemedy(scalar, kind);
          case TEXT_LIST -> throw new IllegalStateException("Lists are no scalars: " + text);
        };
    if (remedy != null) {
      problems.add(
          place,
          String.format(Locale.ROOT, "must be %s: %s", kind.phrase(), YamlNodes.shorten(text)),
          remedy);
      return null;
    }
    return switch (kind) {
      case BOOLEAN -> text.equals("true");
      case INTEGER, DECIMAL -> readNumber(text, kind, place);
      default -> text;
    };
  }

  /** Returns the remedy for a scalar that is not a number of this kind; null if it is one. */
  private static @Nullable String numberRemedy(ScalarNode scalar, ParameterKind kind) {
    if (!YamlNodes.isPlain(scalar)) {
      return "remove the quotes";
    }
    if (kind == ParameterKind.INTEGER && !Numbers.isWhole(scalar.getValue())) {
      return "write a whole number, without fraction or exponent";
    }
    return Numbers.isNumber(scalar.getValue()) ? null : "write a decimal number";
  }

  private @Nullable Object readNumber(String text, ParameterKind kind, SourceLocation place) {
    try {
      return Numbers.canonical(Numbers.decimal(text), kind);
    } catch (IllegalArgumentException e) {
      problems.add(place, text + " " + e.getMessage(), "change the value");
      return null;
    }
  }

  private @Nullable Object readTexts(Node node, SourceLocation place) {
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(
          place,
          "must be a list of texts: " + YamlNodes.show(node),
          "write it in brackets, such as [query, value]");
      return null;
    }
    if (sequence.getValue().isEmpty()) {
      problems.add(place, "the list is empty", "name at least one");
      return null;
    }
    List<String> texts = new ArrayList<>();
    boolean sound = true;
    for (Node entry : sequence.getValue()) {
      SourceLocation at =
          YamlNodes.place(entry, String.format(Locale.ROOT, "%s[%d]", place.path(), texts.size()));
      @Nullable Object text = readScalar(entry, ParameterKind.TEXT, at);
      if (text == null) {
        sound = false;
      } else if (texts.contains(text)) {
        problems.add(at, "stands in the list twice: " + text, "remove one of the two");
        sound = false;
      }
      texts.add(String.valueOf(text));
    }
    return sound ? ParameterKind.TEXT_LIST.canonical(texts) : null;
  }

  private Setting readExpression(ScalarNode scalar, Parameter<?> parameter, SourceLocation place) {
    String text = scalar.getValue();
    String phrase = parameter.kind().phrase();
    Expression expression;
    try {
      expression = Expression.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(
          place,
          String.format(
              Locale.ROOT,
              "must be %s or an expression: %s %s",
              phrase,
              YamlNodes.shorten(text),
              e.getMessage()),
          "use decimal numbers, parameter names, + - * / and parentheses");
      return new Setting.Unreadable(place);
    }
    boolean sound = true;
    for (String name : expression.names()) {
      @Nullable Parameter<?> used = parameters.get(name);
      if (used == null) {
        problems.add(
            place,
            String.format(
                Locale.ROOT,
                "must be %s or an expression: %s names the unknown parameter %s",
                phrase,
                YamlNodes.shorten(text),
                YamlNodes.shorten(name)),
            Suggestion.remedy(name, numericNames()));
        sound = false;
      } else if (!used.kind().isNumeric()) {
        problems.add(
            place,
            String.format(
                Locale.ROOT,
                "%s uses %s, which is %s",
                YamlNodes.shorten(text),
                name,
                used.kind().phrase()),
            "use parameters that are numbers");
        sound = false;
      }
    }
    return sound ? new Setting.Computed(place, text, expression) : new Setting.Unreadable(place);
  }

  private List<String> numericNames() {
    return parameters.values().stream()
        .filter(parameter -> parameter.kind().isNumeric())
        .map(Parameter::name)
        .toList();
  }
}
