package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the documentation: every Markdown file but those of the tests' resources. */
final class Pages {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** The page that is made from the program itself. */
  static final Path COMMANDS = ROOT.resolve("jobs/COMMANDS.md");

  private static final String FENCED = "(?s)```.*?```";
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\\n(.*?)```");

  /** A line of a block of code that is a command and not its output, a diagram or Java. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^ {4}((?:(?:bin/)?dash-sweep|cd|crontab|export|java|kubectl|ln|mvn|spark-submit|sudo)"
              + " .+?)(?: +#.*)?$");

  private static final Pattern INLINE =
      Pattern.compile("`((?:dash-sweep [a-z-]+|mvn|pip|git|huggingface-cli) [^`]+)`");
  private static final Pattern MENTION = Pattern.compile("`dash-sweep ([a-z-]+)[ `]");

  private Pages() {}

  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*/(target|src/test|\\.git)/.*"))
          .sorted()
          .toList();
    }
  }

  static String name(Path page) {
    return ROOT.relativize(page).toString();
  }

  /** Returns the commands in the page's blocks, in order, each on one line. */
  static List<String> commandsOfBlocks(Path page) throws IOException {
    return found(BLOCK, prose(page).replaceAll(" *\\\\\\n *", " "));
  }

  /** Returns all commands with arguments, those of sentences behind those of blocks, each once. */
  static List<String> commands(Path page) throws IOException {
    return Stream.concat(
            commandsOfBlocks(page).stream(),
            found(INLINE, prose(page)).stream().map(command -> command.replaceAll("\\s+", " ")))
        .distinct()
        .toList();
  }

  /** Returns the names of the program's commands that sentences mention. */
  static List<String> mentions(Path page) throws IOException {
    return found(MENTION, prose(page));
  }

  static List<String> yaml(Path page) throws IOException {
    return found(YAML, Files.readString(page));
  }

  /** Returns the page without its fenced blocks. */
  static String prose(Path page) throws IOException {
    return Files.readString(page).replaceAll(FENCED, "");
  }

  static List<String> found(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
