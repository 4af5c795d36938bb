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
  static final String WRITE = "dashsweep.write.documentation";

  /** A newcomer has five minutes. */
  private static final int README_BYTES = 8192;

  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\[]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern PROGRAM = Pattern.compile("(?:bin/)?dash-sweep +(.+)");

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.size(Pages.ROOT.resolve("README.md"))).isLessThanOrEqualTo(README_BYTES);
  }

  @Test
  void theFirstCommandIsReachedWithinAHundredWords() throws IOException {
    String readme = Files.readString(Pages.ROOT.resolve("README.md"));
    String before = readme.substring(0, readme.indexOf("mvn -Pquickstart"));
    assertThat(before.split("\\s+")).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void everyPageIsFoundFromTheReadme() throws IOException {
    Set<Path> reached = new TreeSet<>();
    List<Path> open = new ArrayList<>(List.of(Pages.ROOT.resolve("README.md")));
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
    assertThat(Pages.all()).allMatch(reached::contains);
  }

  @TestFactory
  Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
    return Pages.all().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(Pages.name(page), () -> assertLinksLeadSomewhere(page)));
  }

  private static void assertLinksLeadSomewhere(Path page) throws IOException {
    for (String link : links(page)) {
      if (link.contains(":")) {
        continue; // Another site's.
      }
      Path target = target(page, link);
      assertThat(target).as("%s in %s", link, Pages.name(page)).exists();
      int anchor = link.indexOf('#');
      if (anchor >= 0) {
        assertThat(anchors(target))
            .as("%s in %s", link, Pages.name(page))
            .contains(link.substring(anchor + 1));
      }
    }
  }

  /** Each command of a page as it stands: the program takes its options and their values. */
  @TestFactory
  Stream<DynamicTest> theProgramTakesEveryCommand() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : Pages.all()) {
      for (String command : Pages.commandsOfBlocks(page)) {
        Matcher program = PROGRAM.matcher(command);
        if (program.matches()) {
          tests.add(
              DynamicTest.dynamicTest(
                  Pages.name(page) + ": " + command,
                  () ->
                      assertThatCode(
                              () ->
                                  DashSweep.commandLine(new StandardCatalogue())
                                      .parseArgs(program.group(1).split(" +")))
                          .doesNotThrowAnyException()));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests.stream();
  }

  @Test
  void theProgramHasEveryCommandThatIsMentioned() throws IOException {
    Set<String> known = DashSweep.commandLine(new StandardCatalogue()).getSubcommands().keySet();
    for (Path page : Pages.all()) {
      assertThat(known).as(Pages.name(page)).containsAll(Pages.mentions(page));
    }
  }

  /** Each whole sweep file of a page expands. */
  @TestFactory
  Stream<DynamicTest> everySweepOfAPageExpands(@TempDir Path directory) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : Pages.all()) {
      for (String text : Pages.yaml(page)) {
        if (!Pattern.compile("(?m)^name:").matcher(text).find()) {
          continue; // A part of one.
        }
        Path file = directory.resolve("sweep-" + tests.size() + ".yaml");
        Files.writeString(file, text);
        tests.add(
            DynamicTest.dynamicTest(
                Pages.name(page) + ": " + text.lines().findFirst().orElseThrow(),
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

  private static List<String> links(Path page) throws IOException {
    return Pages.found(LINK, Pages.prose(page));
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
}
