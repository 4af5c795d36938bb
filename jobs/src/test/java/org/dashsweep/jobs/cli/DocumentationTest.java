package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dashsweep.jobs.run.driver.StandardCatalogue;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The pages: their links, their commands, their sweep files, and the README's length. */
final class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path COMMANDS = ROOT.resolve("jobs/COMMANDS.md");
  private static final Path SCHEMA = ROOT.resolve("conf/sweep.schema.json");
  private static final String WRITE = "dashsweep.write.documentation";

  /** A newcomer has five minutes. */
  private static final int README_BYTES = 8192;

  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\[]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern COMMAND =
      Pattern.compile("^ *(?:bin/)?dash-sweep +(.+?)(?:  +#.*)?$");
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\\n(.*?)```");

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.size(ROOT.resolve("README.md"))).isLessThanOrEqualTo(README_BYTES);
  }

  @Test
  void theFirstCommandIsReachedWithinAHundredWords() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String before = readme.substring(0, readme.indexOf("mvn -Pquickstart"));
    assertThat(before.split("\\s+")).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void everyPageIsFoundFromTheReadme() throws IOException {
    Set<Path> reached = new TreeSet<>();
    List<Path> open = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    while (!open.isEmpty()) {
      Path page = open.remove(open.size() - 1);
      if (reached.add(page)) {
        for (String link : links(page)) {
          Path target = target(page, link);
          if (!link.contains(":") && target.toString().endsWith(".md")) {
            open.add(target);
          }
        }
      }
    }
    assertThat(pages()).allMatch(reached::contains);
  }

  @TestFactory
  Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
    return pages().stream()
        .map(page -> DynamicTest.dynamicTest(name(page), () -> assertLinksLeadSomewhere(page)));
  }

  private static void assertLinksLeadSomewhere(Path page) throws IOException {
    for (String link : links(page)) {
      if (link.contains(":")) {
        continue; // Another site's.
      }
      Path target = target(page, link);
      assertThat(target).as("%s in %s", link, name(page)).exists();
      int anchor = link.indexOf('#');
      if (anchor >= 0) {
        assertThat(anchors(target))
            .as("%s in %s", link, name(page))
            .contains(link.substring(anchor + 1));
      }
    }
  }

  /** Each command of a page as it stands: the program takes its options and their values. */
  @TestFactory
  Stream<DynamicTest> theProgramTakesEveryCommand() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      if (page.equals(COMMANDS)) {
        continue; // Made from the program itself.
      }
      for (String arguments : commands(page)) {
        tests.add(
            DynamicTest.dynamicTest(
                name(page) + ": dash-sweep " + arguments,
                () ->
                    assertThatCode(
                            () ->
                                DashSweep.commandLine(new StandardCatalogue())
                                    .parseArgs(arguments.split(" +")))
                        .doesNotThrowAnyException()));
      }
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests.stream();
  }

  /** Each whole sweep file of a page expands. */
  @TestFactory
  Stream<DynamicTest> everySweepOfAPageExpands(@TempDir Path directory) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      Matcher yaml = YAML.matcher(Files.readString(page));
      while (yaml.find()) {
        String text = yaml.group(1);
        if (!Pattern.compile("(?m)^name:").matcher(text).find()) {
          continue; // A part of one.
        }
        Path file = directory.resolve("sweep-" + tests.size() + ".yaml");
        Files.writeString(file, text);
        tests.add(
            DynamicTest.dynamicTest(
                name(page) + ": " + text.lines().findFirst().orElseThrow(),
                () -> {
                  Files.createDirectories(file.getParent());
                  Files.writeString(file, text);
                  Console plan = Console.ofStandard("plan", file.toString());
                  assertThat(plan.err()).doesNotContain(file.getFileName() + ":");
                }));
      }
    }
    assertThat(tests).hasSizeGreaterThan(1);
    return tests.stream();
  }

  @Test
  void commandsAreListedAsTheProgramHasThem() throws IOException {
    assertGenerated(COMMANDS, reference());
  }

  @Test
  void theSchemaOfSweepFilesIsThatOfTheProgram() throws IOException {
    Console console = Console.ofStandard("parameters", "--schema");
    assertThat(console.err()).isEmpty();
    assertGenerated(SCHEMA, console.out());
  }

  private static void assertGenerated(Path file, String generated) throws IOException {
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(file, generated);
    }
    assertThat(Files.readString(file))
        .as(
            "%s; mvn -Pfast test -pl jobs -am -Dtest=DocumentationTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true writes it anew",
            ROOT.relativize(file), WRITE)
        .isEqualTo(generated);
  }

  private static String reference() {
    StringBuilder page =
        new StringBuilder(
            "# Commands\n\nGenerated from `dash-sweep COMMAND --help`; a test holds it to the program.\n");
    appendTo(page, DashSweep.commandLine(new StandardCatalogue()));
    return page.toString();
  }

  private static void appendTo(StringBuilder page, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String usage =
        command
            .getUsageMessage(CommandLine.Help.Ansi.OFF)
            .lines()
            .map(String::stripTrailing)
            .reduce("", (text, line) -> text + line + "\n");
    page.append("\n## ").append(spec.qualifiedName()).append("\n\n```text\n");
    page.append(usage).append("```\n");
    command.getSubcommands().values().stream().distinct().forEach(sub -> appendTo(page, sub));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*/(target|src/test|\\.git)/.*"))
          .sorted()
          .toList();
    }
  }

  private static List<String> commands(Path page) throws IOException {
    List<String> commands = new ArrayList<>();
    String text = Files.readString(page).replaceAll(" *\\\\\\n *", " ");
    for (String line : text.lines().toList()) {
      Matcher command = COMMAND.matcher(line);
      if ((line.startsWith("    ") || line.startsWith("bin/")) && command.matches()) {
        commands.add(command.group(1));
      }
    }
    return commands;
  }

  private static List<String> links(Path page) throws IOException {
    List<String> links = new ArrayList<>();
    Matcher link = LINK.matcher(Files.readString(page).replaceAll("(?s)```.*?```", ""));
    while (link.find()) {
      links.add(link.group(1));
    }
    return links;
  }

  private static Path target(Path page, String link) {
    String path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? page : page.resolveSibling(path).normalize();
  }

  /** The anchors that GitHub gives a page's headings. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new TreeSet<>();
    Matcher heading = HEADING.matcher(Files.readString(page));
    while (heading.find()) {
      anchors.add(
          heading
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  private static String name(Path page) {
    return ROOT.relativize(page).toString();
  }
}
