package org.dashsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dashsweep.space.Constraint;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionField;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.TestSearchSpace;
import org.dashsweep.sweep.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of parameters that a sweep file describes under names of its own. */
final class DescriptionsTest {
  private static final Parameter<String> CARRIED =
      Parameter.text("task-description", "set by the block tasks of the top level").optional();

  private static final DescriptionBlock TASKS =
      new DescriptionBlock(
          "tasks",
          "tasks of one's own",
          List.of("task", "target-modules"),
          CARRIED,
          Set.of("supersense", "hypernymy"),
          List.of(
              new DescriptionField.Value(Parameter.text("train", "file of rows").required()),
              new DescriptionField.Locations("evaluation", "file, or names of files"),
              new DescriptionField.Value(
                  Parameter.decimal("hold-out", "share of rows")
                      .atLeastAndLessThan(0, 1)
                      .optional()),
              new DescriptionField.Value(
                  Parameter.text("text", "column of the text").defaultsTo("text")),
              new DescriptionField.Value(
                  Parameter.flag("later", "came later").defaultsTo(false).withIntroducedAs(false)),
              new DescriptionField.Texts("classes", "their names", new Constraint.Anything()),
              new DescriptionField.Texts(
                  "metrics", "what is reported", new Constraint.OneOf(List.of("accuracy", "f1")))),
          DescriptionsTest::faults);

  private static final SearchSpaces SPACES =
      new SearchSpaces(List.of(TestSearchSpace.describedBy(TASKS)));

  /** Lines 1 to 14; the descriptions are line 15 and on. */
  private static final String SOUND =
      """
      name: test
      fixed:
        model: minilm
        train-rows: 100
        max-length: 64
        batch-size: 32
        optimizer-steps: 10
        learning-rate: 2e-3
        rank: 4
        alpha: 8
        seed: 1
        method: lora
      grid:
        task: [TASKS]
      """;

  private static List<DescriptionBlock.Fault> faults(Map<String, Object> values) {
    return values.containsKey("evaluation") == values.containsKey("hold-out")
        ? List.of(
            new DescriptionBlock.Fault(
                "hold-out", "has a hold-out and an evaluation, or neither", "give one"))
        : List.of();
  }

  private static String file(String tasks, String... descriptions) {
    return SOUND.replace("TASKS", tasks) + "tasks:\n" + String.join("\n", descriptions) + "\n";
  }

  private static List<TrialConfig> cells(String file) {
    return SweepSpecification.parse("test.yaml", file, SPACES).expand();
  }

  private static List<String> carried(String file) {
    return cells(file).stream().map(cell -> cell.find(CARRIED).orElse("-")).toList();
  }

  @Test
  void aTrialCarriesTheDescriptionThatItNamesAndNoOther() {
    assertThat(
            carried(
                file(
                    "tickets, supersense, mails",
                    "  tickets: {train: a.csv, evaluation: b.csv, classes: [no, 1, 'x y']}",
                    "  mails: {hold-out: 0.20, train: c.csv, text: body, later: true}")))
        .containsExactly(
            "{\"tickets\":{\"train\":\"a.csv\",\"evaluation\":{\"\":\"b.csv\"},"
                + "\"text\":\"text\",\"classes\":[\"no\",\"1\",\"x y\"]}}",
            "-",
            "{\"mails\":{\"train\":\"c.csv\",\"hold-out\":0.2,\"text\":\"body\","
                + "\"later\":true}}");
  }

  @Test
  void namedFilesKeepTheOrderOfTheFile() {
    assertThat(carried(file("t", "  t: {train: a.csv, evaluation: {z: 1.csv, a: 2.csv}}")).get(0))
        .contains("\"evaluation\":{\"z\":\"1.csv\",\"a\":\"2.csv\"}");
  }

  @Test
  void aListNamesSeveralDescriptionsBesideWhatItsParameterAllows() {
    List<TrialConfig> cells =
        cells(
            file(
                    "supersense",
                    "  t: {train: a.csv, hold-out: 0.1}",
                    "  u: {train: b.csv, hold-out: 0.1}")
                .replace("grid:", "  target-modules: [u, query, t]\ngrid:"));
    assertThat(cells)
        .singleElement()
        .extracting(cell -> cell.find(CARRIED).orElse(""))
        .asString()
        .startsWith("{\"t\":{\"train\":\"a.csv\"")
        .contains("\"u\":{\"train\":\"b.csv\"");
  }

  @Test
  void anIdDependsOnWhatTheDescriptionSaysAndOnNothingElse() {
    String plain = id(file("t", "  t: {train: a.csv, hold-out: 0.1}"));
    assertThat(id(file("t", "  t:", "    hold-out: 0.10", "    text: text", "    train: 'a.csv'")))
        .isEqualTo(plain);
    assertThat(id(file("t", "  t: {train: a.csv, hold-out: 0.1, later: false}"))).isEqualTo(plain);
    assertThat(id(file("t", "  t: {train: a.csv, hold-out: 0.1, later: true}")))
        .isNotEqualTo(plain);
    assertThat(id(file("t", "  t: {train: b.csv, hold-out: 0.1}"))).isNotEqualTo(plain);
  }

  @Test
  void aTrialWithoutADescriptionKeepsItsId() {
    String known = SOUND.replace("TASKS", "supersense");
    String before =
        SweepSpecification.parse("test.yaml", known, TestSearchSpace.SPACES)
            .trials(TestSearchSpace.FINGERPRINTS)
            .get(0)
            .id();
    assertThat(id(known)).isEqualTo(before);
  }

  private static String id(String file) {
    List<Trial> trials =
        SweepSpecification.parse("test.yaml", file, SPACES).trials(TestSearchSpace.FINGERPRINTS);
    return trials.get(0).id();
  }

  @Test
  void theDescriptionTellsNoTrialsApartWhereTheNameDoes() {
    assertThat(
            SweepSpecification.parse(
                    "test.yaml", file("t", "  t: {train: a.csv, hold-out: 0.1}"), SPACES)
                .derived())
        .contains("task-description");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
            t: {hold-out: 0.1} | 16:3: tasks.t.train: is missing; add the file of rows
            t: {train: a, hold-out: 0.1, txt: b} | 16:32: tasks.t.txt: unknown key; did you mean text?
            t: {trian: a, hold-out: 0.1} | 16:7: tasks.t.trian: unknown key; did you mean train?
            t: {train: a, hold-out: 1.5} | 16:27: tasks.t.hold-out: must be at least 0 and less than 1: 1.5; change the value
            t: {train: a, hold-out: half} | 16:27: tasks.t.hold-out: must be a number: half; write a decimal number
            t: {train: ' ', hold-out: 0.1} | 16:14: tasks.t.train: is empty; write a text or remove the key
            t: {train: [a], hold-out: 0.1} | 16:14: tasks.t.train: must be text: a list; write a single value; several to try belong under grid
            t: {train: a} | 16:3: tasks.t: has a hold-out and an evaluation, or neither; give one
            t: {train: a, hold-out: 0.1, classes: [a, b, a]} | 16:48: tasks.t.classes[2]: stands in the list twice: a; remove one of the two
            t: {train: a, hold-out: 0.1, classes: []} | 16:32: tasks.t.classes: the list is empty; name at least one, or remove the key
            t: {train: a, hold-out: 0.1, classes: a} | 16:41: tasks.t.classes: must be a list of texts: a; write it in brackets, such as [one, two]
            t: {train: a, hold-out: 0.1, classes: [~]} | 16:42: tasks.t.classes[0]: must be text: nothing; write a text, in quotes if need be
            t: {train: a, hold-out: 0.1, metrics: [f2]} | 16:42: tasks.t.metrics[0]: must be one of [accuracy, f1]: f2; did you mean f1?
            t: {train: a, evaluation: {}} | 16:17: tasks.t.evaluation: the mapping is empty; name at least one file
            t: {train: a, evaluation: {'a b': c}} | 16:30: tasks.t.evaluation.a b: is no name: a b; use at most 60 letters, digits, -, _ and dots, a letter or digit first
            t: a.csv | 16:6: tasks.t: must be a mapping of keys to values: a.csv; write lines of the form key: value
          """)
  void everyMistakeNamesLineAndColumn(String description, String problem) {
    assertThat(problems(file("t", "  " + description))).containsExactly("test.yaml:" + problem);
  }

  @Test
  void aBuiltInNameCannotBeDescribed() {
    assertThat(problems(file("supersense", "  supersense: {train: a, hold-out: 0.1}")))
        .containsExactly(
            "test.yaml:16:3: tasks.supersense: is the name of a built-in one; give it another name");
    assertThat(problems(file("Supersense", "  Supersense: {train: a, hold-out: 0.1}")))
        .containsExactly(
            "test.yaml:16:3: tasks.Supersense: differs only in case from the built-in supersense;"
                + " give it another name");
  }

  @Test
  void aDescriptionThatNoTrialUsesIsAnError() {
    assertThat(
            problems(file("t", "  t: {train: a, hold-out: 0.1}", "  u: {train: a, hold-out: 0.1}")))
        .containsExactly(
            "test.yaml:17:3: tasks.u: has no effect: no trial of this sweep uses it; remove it, or"
                + " name it as task or target-modules");
  }

  @Test
  void aNameThatIsNeitherBuiltInNorDescribedIsRefused() {
    assertThat(problems(file("tickts", "  tickets: {train: a, hold-out: 0.1}")))
        .containsExactly(
            "test.yaml:14:10: grid.task[0]: must be one of [supersense, hypernymy]: tickts; did you"
                + " mean tickets?");
  }

  @Test
  void theParameterThatCarriesDescriptionsIsNotSet() {
    assertThat(
            problems(
                SOUND
                    .replace("TASKS", "supersense")
                    .replace("grid:", "  task-description: '{}'\ngrid:")))
        .containsExactly(
            "test.yaml:13:3: fixed.task-description: is no setting; set by the block tasks of the"
                + " top level");
  }

  @Test
  void theSchemaHasTheBlockAndTheNamesBesideTheBuiltInOnes() {
    String schema = SweepSchema.of(SPACES);
    assertThat(schema)
        .contains("\"tasks\": {")
        .contains("\"hold-out\": {")
        .contains("\"exclusiveMaximum\": 1")
        .doesNotContain("task-description");
  }

  private static List<String> problems(String text) {
    SpecificationException thrown =
        catchThrowableOfType(
            SpecificationException.class,
            () -> SweepSpecification.parse("test.yaml", text, SPACES));
    assertThat(thrown).isNotNull();
    return thrown.problems().stream().map(Problem::toString).toList();
  }
}
