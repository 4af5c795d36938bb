package org.dashsweep.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    for (MethodSpace method : space.methods()) {
      lines.add(
          String.format(Locale.ROOT, "- Method `%s`: %s.", method.name(), method.description()));
    }
    for (Choice choice : space.choices()) {
      lines.add(String.format(Locale.ROOT, "- A trial has %s.", choice.requirement()));
    }
    for (Rule rule : space.rules()) {
      lines.add(String.format(Locale.ROOT, "- Rule: %s.", rule.requirement()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String row(Parameter<?> parameter, String owners) {
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
