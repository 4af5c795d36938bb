package org.dashsweep.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.file.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says of arguments that a command does not take what was meant by them. */
final class MisspeltArguments {
  /** Characters of an option that tells nothing of the one that was meant. */
  private static final int SHORT = 2;

  private MisspeltArguments() {}

  /**
   * Returns the message on the first argument that the command does not take; empty if the command
   * took all of them.
   */
  static Optional<String> message(ParameterException thrown) {
    CommandLine command = thrown.getCommandLine();
    List<String> unmatched =
        thrown instanceof UnmatchedArgumentException extra
            ? extra.getUnmatched()
            : command.getUnmatchedArguments();
    // A misspelt option is reported rather than the required one that is missing for it, and a
    // misspelt command rather than its options.
    boolean takesCommand = !command.getSubcommands().isEmpty();
    return unmatched.stream()
        .filter(argument -> isOption(argument) != takesCommand)
        .findFirst()
        .or(() -> unmatched.stream().findFirst())
        .map(argument -> message(argument, command));
  }

  private static boolean isOption(String argument) {
    return argument.length() > 1 && argument.startsWith("-");
  }

  private static String message(String argument, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (isOption(argument)) {
      int value = argument.indexOf('=');
      return String.format(
          Locale.ROOT,
          "%s is no option of %s%s",
          argument,
          spec.qualifiedName(),
          meant(value < 0 ? argument : argument.substring(0, value), optionNames(spec)));
    }
    if (!command.getSubcommands().isEmpty()) {
      List<String> names = List.copyOf(command.getSubcommands().keySet());
      return String.format(
          Locale.ROOT,
          "%s is no command; %s",
          argument,
          Suggestion.remedy(argument.toLowerCase(Locale.ROOT), names));
    }
    return String.format(
        Locale.ROOT, "%s is one argument too many for %s", argument, spec.qualifiedName());
  }

  private static String meant(String name, List<String> names) {
    if (name.length() <= SHORT) {
      return "";
    }
    return Optional.ofNullable(Suggestion.closest(name.toLowerCase(Locale.ROOT), names))
        .map(closest -> "; did you mean " + closest + "?")
        .orElse("");
  }

  private static List<String> optionNames(CommandSpec spec) {
    List<String> names = new ArrayList<>();
    spec.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> names.addAll(List.of(option.names())));
    return names;
  }
}
