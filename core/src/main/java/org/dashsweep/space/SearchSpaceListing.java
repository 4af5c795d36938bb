package org.dashsweep.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a search space as Markdown. */
final class SearchSpaceListing {
  private SearchSpaceListing() {}

  static String of(SearchSpace space) {
    List<String> lines = new ArrayList<>();
    lines.add("| parameter | kind | default | values | meaning |");
    lines.add("| --- | --- | --- | --- | --- |");
    for (Parameter<?> parameter : space.common()) {
      lines.add(row(parameter, ""));
    }
    lines.add("");
    lines.add("| parameter | methods | kind | default | values | meaning |");
    lines.add("| --- | --- | --- | --- | --- | --- |");
    for (Parameter<?> parameter : space.parameters().values()) {
      if (!space.common().contains(parameter)) {
        String owners = String.join(", ", space.methodsWith(parameter.name()));
        lines.add(row(parameter, " " + owners + " |"));
      }
    }
    lines.add("");
    space.methods().forEach(method -> lines.add(row(method)));
    for (Choice choice : space.choices()) {
      lines.add(String.format(Locale.ROOT, "- A trial has %s.", choice.requirement()));
    }
    // Methods that are alike have rules of the same words.
    space.rules().stream()
        .map(Rule::requirement)
        .distinct()
        .forEach(words -> lines.add(String.format(Locale.ROOT, "- Rule: %s.", words)));
    String tables = String.join("\n", lines) + "\n";
    return space.descriptions().stream()
        .map(block -> "\n" + block.describe())
        .collect(Collectors.joining("", tables, ""));
  }

  private static String row(MethodSpace method) {
    String lacking =
        method.lacking().stream()
            .sorted()
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "- Method `%s`: %s.%s",
        method.name(),
        method.description(),
        lacking.isEmpty() ? "" : " Its trials have no " + lacking + ".");
  }

  static String row(Parameter<?> parameter, String owners) {
    return String.format(
        Locale.ROOT,
        "| `%s` |%s %s | %s | %s | %s |",
        parameter.name(),
        owners,
        parameter.kind().label() + (parameter.unit().isEmpty() ? "" : ", " + parameter.unit()),
        presence(parameter.presence()),
        parameter.constraint().requirement(),
        parameter.description());
  }

  private static String presence(Parameter.Presence presence) {
    if (presence instanceof Parameter.Presence.Defaulted defaulted) {
      return "`" + CanonicalJson.show(defaulted.value()) + "`";
    }
    if (presence instanceof Parameter.Presence.Computed computed) {
      return "`" + computed.expression() + "`";
    }
    return presence instanceof Parameter.Presence.Required ? "**required**" : "none";
  }
}
