package org.dashsweep.jobs.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that a command was given. */
record GivenOptions(ParseResult parsed) {
  /**
   * Refuses options that would be ignored.
   *
   * @param why as a phrase, such as {@code without --task}
   * @throws IllegalArgumentException if one of them was given
   */
  void refuse(String why, String... names) {
    refuse(why, List.of(names));
  }

  /** Refuses like {@link #refuse(String, String...)}. */
  void refuse(String why, List<String> names) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (names.contains(option.longestName())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s%s has no effect %s",
                option.longestName(),
                option.arity().max() == 0 ? "" : " " + option.getValue(),
                why));
      }
    }
  }
}
