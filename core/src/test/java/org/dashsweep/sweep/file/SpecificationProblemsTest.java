package org.dashsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.sweep.TestSearchSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of mistake, with the exact message a user gets for it. */
final class SpecificationProblemsTest {
  /** Twelve sound lines; {@code %s} takes the thirteenth and on. */
  private static final String SOUND =
      """
      name: test
      fixed:
        model: minilm
        task: supersense
        train-rows: 100
        max-length: 64
        batch-size: 32
        optimizer-steps: 10
        learning-rate: 2e-3
        rank: 4
        alpha: 8
        seed: 1
      """;

  private static final String LORA = "grid: {method: [lora]}\n";

  @Test
  void theSoundFileIsSound() {
    assertThat(TestSearchSpace.cells(SOUND + LORA)).hasSize(1);
  }

  @Test
  void unknownTopLevelKey() {
    assertProblems(
        SOUND + LORA + "gird: {}\n", "test.yaml:14:1: gird: unknown key; did you mean grid?");
  }

  @Test
  void topLevelKeyThatIsAParameter() {
    assertProblems(
        SOUND + LORA + "schedule: linear\n",
        "test.yaml:14:1: schedule: unknown key; it is a parameter: put it under fixed, grid or"
            + " tied");
  }

  @Test
  void unknownKeyOfABlock() {
    assertProblems(
        SOUND + LORA + "blocks:\n  - name: a\n",
        "test.yaml:15:5: blocks[0].name: unknown key; choose one of fixed, grid, tied");
  }

  @Test
  void unknownParameterIsNotMissingAsWell() {
    assertProblems(
        SOUND.replace("batch-size", "bach-size") + LORA,
        "test.yaml:7:3: fixed.bach-size: unknown parameter; did you mean batch-size?");
  }

  @Test
  void unknownParameterLikeNoOther() {
    assertThat(problems(SOUND + "  colour: red\n" + LORA))
        .singleElement()
        .asString()
        .startsWith(
            "test.yaml:13:3: fixed.colour: unknown parameter; choose one of method, model, task,");
  }

  @Test
  void duplicateKey() {
    assertProblems(
        SOUND + "  rank: 8\n" + LORA,
        "test.yaml:13:3: fixed.rank: the key stands here twice, first in line 10; remove one of the"
            + " two");
  }

  @Test
  void keyInFixedAndGrid() {
    assertProblems(
        SOUND + "grid: {method: [lora], rank: [2, 8]}\n",
        "test.yaml:13:24: grid.rank: is defined already as fixed.rank in line 10; remove one of the"
            + " two");
  }

  @Test
  void keyInGridAndTied() {
    assertProblems(
        SOUND
            + "grid: {method: [lora], epochs: [1]}\n"
            + "tied: {epochs: {by: rank, values: {4: 2}}}\n",
        "test.yaml:13:24: grid.epochs: excludes optimizer-steps: a trial has exactly one of"
            + " optimizer-steps, epochs; remove one of the two",
        "test.yaml:14:8: tied.epochs: is defined already as grid.epochs in line 13; remove one of"
            + " the two");
  }

  @Test
  void missingValues() {
    assertProblems(
        SOUND.replace("  learning-rate: 2e-3\n", "").replace("  optimizer-steps: 10\n", "")
            + "grid: {method: [lora-dash]}\n",
        "test.yaml:1:1: a value is missing: learning-rate (peak learning rate); add it under fixed,"
            + " grid or tied",
        "test.yaml:1:1: a value is missing: launch-step (when the directions are chosen); add it"
            + " under fixed, grid or tied",
        "test.yaml:1:1: a value is missing: a trial has exactly one of optimizer-steps, epochs; add"
            + " one under fixed, grid or tied");
  }

  @Test
  void missingMethodAndName() {
    assertProblems(
        SOUND.replace("name: test\n", ""),
        "test.yaml:1:1: name: is missing; give the sweep a name in kebab case",
        "test.yaml:1:1: a value is missing: method (fine-tuning method); add it under fixed, grid"
            + " or tied");
  }

  @Test
  void badName() {
    assertProblems(
        SOUND.replace("name: test", "name: ../Test") + LORA,
        "test.yaml:1:1: name: must be in kebab case: ../Test; use lower-case letters, digits and"
            + " single hyphens");
    assertProblems(
        SOUND.replace("name: test", "name: 7") + LORA,
        "test.yaml:1:1: name: must be text: 7; write a text, in quotes if it looks like something"
            + " else");
  }

  @Test
  void valueMissing() {
    assertProblems(
        SOUND.replace("rank: 4", "rank:") + LORA,
        "test.yaml:10:8: fixed.rank: has no value; write an integer or remove the key");
  }

  @Test
  void fractionForAnInteger() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: 4.7") + LORA,
        "test.yaml:10:9: fixed.rank: must be an integer: 4.7; write a whole number, without"
            + " fraction or exponent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.0", "1e3"})
  void wholeNumberThatIsNotWrittenAsOne(String number) {
    assertProblems(
        SOUND.replace("rank: 4", "rank: " + number) + LORA,
        "test.yaml:10:9: fixed.rank: must be an integer: "
            + number
            + "; write a whole number, without fraction or exponent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"010", "0x10", "1_000", "1:30", "+", ".inf", ".nan", "2 *", "Rank"})
  void numbersOnlySomeYamlReadersKnow(String number) {
    assertThat(problems(SOUND.replace("rank: 4", "rank: " + number) + LORA))
        .singleElement()
        .asString()
        .startsWith("test.yaml:10:9: fixed.rank: must be an integer or an expression: " + number)
        .endsWith("; use decimal numbers, parameter names, + - * / and parentheses");
  }

  @Test
  void numberInQuotes() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: \"4\"") + LORA,
        "test.yaml:10:9: fixed.rank: must be an integer: 4; remove the quotes");
  }

  @Test
  void integersHave32Bits() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: 3000000000") + LORA,
        "test.yaml:10:9: fixed.rank: must be an integer of 32 bits: 3000000000; change the value");
  }

  @Test
  void numberBeyondItsRange() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: 99999999999999999999").replace("2e-3", "1e999") + LORA,
        "test.yaml:9:18: fixed.learning-rate: 1e999 is beyond the range of a double; change the"
            + " value",
        "test.yaml:10:9: fixed.rank: 99999999999999999999 is not an integer of 64 bits; change the"
            + " value");
  }

  @Test
  void somethingElseForAText() {
    assertProblems(
        SOUND.replace("model: minilm", "model: 6").replace("task: supersense", "task: no") + LORA,
        "test.yaml:3:10: fixed.model: must be text: 6; if that text is meant, put it in quotes",
        "test.yaml:4:9: fixed.task: must be text: no; if that text is meant, put it in quotes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "\"true\"", "True"})
  void somethingElseForABoolean(String value) {
    assertProblems(
        SOUND + "  save-predictions: " + value + "\n" + LORA,
        "test.yaml:13:21: fixed.save-predictions: must be true or false: "
            + value.replace("\"", "")
            + "; write true or false, without quotes");
  }

  @Test
  void listForASingleValue() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: [2, 8]") + LORA,
        "test.yaml:10:9: fixed.rank: must be an integer: a list; write a single value; several to"
            + " try belong under grid");
  }

  @Test
  void mappingForASingleValue() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: {a: 1}") + LORA,
        "test.yaml:10:9: fixed.rank: must be an integer: a mapping; write a single value; one that"
            + " follows other parameters belongs under tied");
  }

  @Test
  void listsOfTexts() {
    assertProblems(
        SOUND + "  target-modules: query\n" + LORA,
        "test.yaml:13:19: fixed.target-modules: must be a list of texts: query; write it in"
            + " brackets, such as [query, value]");
    assertProblems(
        SOUND + "  target-modules: []\n" + LORA,
        "test.yaml:13:19: fixed.target-modules: the list is empty; name at least one");
    assertProblems(
        SOUND + "  target-modules: [query, 7, query]\n" + LORA,
        "test.yaml:13:27: fixed.target-modules[1]: must be text: 7; if that text is meant, put it"
            + " in quotes",
        "test.yaml:13:30: fixed.target-modules[2]: stands in the list twice: query; remove one of"
            + " the two");
    assertProblems(
        SOUND + "  target-modules: [query, keys]\n" + LORA,
        "test.yaml:13:19: fixed.target-modules: must be one of [query, key, value, output]:"
            + " [keys, query]; change the value");
  }

  @Test
  void valuesThatBreakAConstraint() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: 0").replace("2e-3", "0").replace("supersense", "supersence")
            + "  warm-up-ratio: 1.5\n  hidden-dropout: 1\n"
            + LORA,
        "test.yaml:4:9: fixed.task: must be one of [supersense, hypernymy]: supersence; did you"
            + " mean supersense?",
        "test.yaml:9:18: fixed.learning-rate: must be more than 0: 0; change the value",
        "test.yaml:10:9: fixed.rank: must be at least 1: 0; change the value",
        "test.yaml:13:18: fixed.warm-up-ratio: must be between 0 and 1: 1.5; change the value",
        "test.yaml:14:19: fixed.hidden-dropout: must be at least 0 and less than 1: 1; change the"
            + " value");
  }

  @Test
  void axes() {
    assertProblems(
        SOUND + "grid:\n  method: [lora, dash]\n  epsilon: []\n  max-gradient-norm: 3\n",
        "test.yaml:14:18: grid.method[1]: must be one of [head-only, lora, lora-dash]: dash; choose"
            + " one of head-only, lora, lora-dash",
        "test.yaml:15:3: grid.epsilon: the list is empty; list the values in brackets; a single"
            + " value can be fixed",
        "test.yaml:16:3: grid.max-gradient-norm: must be a list: 3; list the values in brackets; a"
            + " single value can be fixed");
  }

  @Test
  void repeatedAxisValues() {
    assertProblems(
        SOUND + "grid: {method: [lora], weight-decay: [0.01, 1e-2], adapter-dropout: [0, 0.0]}\n",
        "test.yaml:13:45: grid.weight-decay[1]: the value stands on the axis twice: 1e-2; remove"
            + " one of the two",
        "test.yaml:13:73: grid.adapter-dropout[1]: the value stands on the axis twice: 0.0; remove"
            + " one of the two");
  }

  @Test
  void sectionsThatAreNoMappings() {
    assertProblems(
        SOUND + LORA + "tied:\n",
        "test.yaml:14:6: tied: must be a mapping of keys to values: nothing; write lines of the"
            + " form key: value");
    assertProblems(
        "- a\n",
        "test.yaml:1:1: must be a mapping of keys to values: a list; write lines of the form key:"
            + " value",
        "test.yaml:1:1: name: is missing; give the sweep a name in kebab case",
        "test.yaml:1:1: a value is missing: method (fine-tuning method); add it under fixed, grid"
            + " or tied");
  }

  @Test
  void keyThatIsAList() {
    assertProblems(
        SOUND + "  [a, b]: 1\n" + LORA,
        "test.yaml:13:3: fixed: a key must be a plain name or value: a list; write lines of the"
            + " form key: value");
  }

  @Test
  void emptyBlocks() {
    assertProblems(
        SOUND + LORA + "blocks: []\n",
        "test.yaml:14:1: blocks: the list is empty; list at least one block, each with - before"
            + " it");
  }

  @Test
  void parameterThatNoMethodOfTheSweepHas() {
    assertProblems(
        SOUND + "  launch-step: 3\ngrid: {method: [head-only, lora]}\n",
        "test.yaml:13:3: fixed.launch-step: has no effect: only lora-dash has launch-step, and the"
            + " methods here are head-only, lora; remove it or add a method that has it");
  }

  @Test
  void parameterThatNoMethodOfABlockHas() {
    assertProblems(
        SOUND
            + "blocks:\n  - fixed: {method: head-only}\n    grid: {rank: [2]}\n"
            + "  - fixed: {method: lora}\n",
        "test.yaml:15:12: blocks[0].grid.rank: has no effect: only lora, lora-dash have rank, and"
            + " the methods here are head-only; remove it or add a method that has it");
  }

  @Test
  void sharedValueThatEveryBlockReplaces() {
    assertProblems(
        SOUND
            + LORA
            + "blocks:\n  - fixed: {epochs: 1, seed: 1}\n  - fixed: {epochs: 2, seed: 2}\n",
        "test.yaml:8:3: fixed.optimizer-steps: has no effect: every block replaces it; remove it",
        "test.yaml:12:3: fixed.seed: has no effect: every block replaces it; remove it");
  }

  @Test
  void tiedWithoutItsParts() {
    assertProblems(
        SOUND + LORA + "tied:\n  warm-up-steps: {othrewise: 3}\n",
        "test.yaml:15:3: tied.warm-up-steps.by: is missing; name the parameter it follows",
        "test.yaml:15:3: tied.warm-up-steps.values: is missing; map that parameter's values to this"
            + " one's",
        "test.yaml:15:19: tied.warm-up-steps.othrewise: unknown key; did you mean otherwise?");
  }

  @Test
  void tiedToSomethingImpossible() {
    assertProblems(
        SOUND
            + "tied:\n  method: {by: rank, values: {4: lora}}\n"
            + "  warm-up-steps: {by: [rang, target-modules, rank, rank], values: {}}\n",
        "test.yaml:14:3: tied.method: the method cannot follow other parameters; put it under fixed"
            + " or grid",
        "test.yaml:15:24: tied.warm-up-steps.by: unknown parameter rang; did you mean rank?",
        "test.yaml:15:30: tied.warm-up-steps.by: target-modules is a list of texts; follow a"
            + " parameter with single values",
        "test.yaml:15:52: tied.warm-up-steps.by: rank stands in the list twice; remove one of the"
            + " two");
  }

  @Test
  void tiedWithBadEntries() {
    assertProblems(
        SOUND
            + LORA
            + "tied:\n"
            + "  warm-up-steps: {by: rank, values: {4: -1, 4.7: 2}}\n"
            + "  weight-decay: {by: learning-rate, values: {2e-3: 0, 0.002: 1}}\n",
        "test.yaml:15:41: tied.warm-up-steps.values.4: must be at least 0: -1; change the value",
        "test.yaml:15:45: tied.warm-up-steps.values.4.7: must be an integer: 4.7; write a whole"
            + " number, without fraction or exponent",
        "test.yaml:16:55: tied.weight-decay.values.0.002: the value 0.002 has an entry already;"
            + " remove one of the two");
  }

  @Test
  void tiedWithoutAnEntry() {
    assertProblems(
        SOUND
            + "grid: {method: [head-only, lora]}\n"
            + "tied:\n"
            + "  warm-up-steps: {by: [task, rank], values: {supersense: {8: 3}}}\n"
            + "  evaluate-every: {by: epochs, values: {1: 3}}\n",
        "test.yaml:15:3: tied.warm-up-steps: has no value for some trials: method head-only has no"
            + " rank; add otherwise",
        "test.yaml:15:3: tied.warm-up-steps: has no value where task is supersense, rank is 4; add"
            + " it under values, or add otherwise",
        "test.yaml:15:62: tied.warm-up-steps.values.supersense.8: has no effect: no trial of this"
            + " sweep uses it; remove it",
        "test.yaml:16:3: tied.evaluate-every: has no value for some trials: epochs is not set; add"
            + " otherwise",
        "test.yaml:16:44: tied.evaluate-every.values.1: has no effect: no trial of this sweep uses"
            + " it; remove it");
  }

  @Test
  void tiedEntriesWithoutEffect() {
    assertProblems(
        SOUND
            + LORA
            + "tied:\n"
            + "  warm-up-steps: {by: rank, values: {4: 1, 40: 2}, otherwise: 3}\n",
        "test.yaml:15:48: tied.warm-up-steps.values.40: has no effect: no trial of this sweep uses"
            + " it; remove it",
        "test.yaml:15:63: tied.warm-up-steps.otherwise: has no effect: no trial of this sweep uses"
            + " it; remove it");
  }

  @Test
  void expressions() {
    assertProblems(
        SOUND
                .replace("alpha: 8", "alpha: 2 * rnak")
                .replace("2e-3", "1 / model")
                .replace("batch-size: 32", "batch-size: (2 + 3")
            + LORA,
        "test.yaml:7:15: fixed.batch-size: must be an integer or an expression: (2 + 3 lacks a"
            + " closing parenthesis; use decimal numbers, parameter names, + - * / and"
            + " parentheses",
        "test.yaml:9:18: fixed.learning-rate: 1 / model uses model, which is text; use parameters"
            + " that are numbers",
        "test.yaml:11:10: fixed.alpha: must be an integer or an expression: 2 * rnak names the"
            + " unknown parameter rnak; did you mean rank?");
  }

  @Test
  void expressionsWhoseValueIsWrong() {
    assertProblems(
        SOUND
                .replace("alpha: 8", "alpha: rank - 2")
                .replace("batch-size: 32", "batch-size: seed / 2")
                .replace("2e-3", "1 / (seed - 1)")
                .replace("rank: 4\n", "max-gradient-norm: 1e300 * 1e300\n")
            + "grid: {method: [lora], rank: [2, 4]}\n",
        "test.yaml:7:15: fixed.batch-size: seed / 2 is not an integer of 64 bits where seed is 1;"
            + " change the expression or the values it uses",
        "test.yaml:9:18: fixed.learning-rate: 1 / (seed - 1) divides by zero where seed is 1;"
            + " change the expression or the values it uses",
        "test.yaml:10:22: fixed.max-gradient-norm: 1e300 * 1e300 is beyond the range of a double;"
            + " change the expression or the values it uses",
        "test.yaml:11:10: fixed.alpha: must be at least 1: rank - 2 is 0 where rank is 2; change"
            + " the expression or the values it uses");
  }

  @Test
  void expressionsOverWhatIsNotThere() {
    assertProblems(
        SOUND.replace("2e-3", "0.008 / rank")
            + "  evaluate-every: epochs\ngrid: {method: [head-only, lora]}\n",
        "test.yaml:9:18: fixed.learning-rate: 0.008 / rank needs rank, which method head-only does"
            + " not have; write a number, or tie the value and say what it is otherwise",
        "test.yaml:13:19: fixed.evaluate-every: epochs needs epochs, which is not set; write a"
            + " number, or tie the value and say what it is otherwise");
  }

  @Test
  void cycles() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: alpha / 2").replace("alpha: 8", "alpha: 2 * rank") + LORA,
        "test.yaml:10:3: fixed.rank: depends on itself: rank -> alpha -> rank; give one of them a"
            + " value of its own");
    assertProblems(
        SOUND + LORA + "tied: {warm-up-steps: {by: warm-up-steps, values: {4: 2}}}\n",
        "test.yaml:14:8: tied.warm-up-steps: depends on itself: warm-up-steps -> warm-up-steps;"
            + " give one of them a value of its own");
    assertProblems(
        SOUND.replace("batch-size: 32", "batch-size: 2 * micro-batch-size") + LORA,
        "test.yaml:7:3: fixed.batch-size: depends on itself: batch-size -> micro-batch-size ->"
            + " batch-size; give one of them a value of its own");
  }

  @Test
  void rules() {
    assertProblems(
        SOUND + "grid: {method: [lora], micro-batch-size: [5, 8]}\n",
        "test.yaml:13:24: grid.micro-batch-size: batch-size must be a multiple of micro-batch-size:"
            + " batch-size is 32, micro-batch-size is 5; change one");
  }

  @Test
  void ruleThatABlockBreaks() {
    assertProblems(
        SOUND.replace("  batch-size: 32\n", "  micro-batch-size: 8\n")
            + "blocks:\n  - fixed: {method: lora, batch-size: 30}\n",
        "test.yaml:14:27: blocks[0].fixed.batch-size: batch-size must be a multiple of"
            + " micro-batch-size: batch-size is 30, micro-batch-size is 8; change one");
  }

  @Test
  void choices() {
    assertProblems(
        SOUND + "  epochs: 2\n  warm-up-steps: 1\n  warm-up-ratio: 0\n" + LORA,
        "test.yaml:13:3: fixed.epochs: excludes optimizer-steps: a trial has exactly one of"
            + " optimizer-steps, epochs; remove one of the two",
        "test.yaml:15:3: fixed.warm-up-ratio: excludes warm-up-steps: a trial has at most one of"
            + " warm-up-steps, warm-up-ratio; remove one of the two");
  }

  @Test
  void tooManyCombinations() {
    String ten = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
    assertProblems(
        SOUND.replace("  seed: 1\n", "").replace("  rank: 4\n", "").replace("  alpha: 8\n", "")
            + "grid: {method: [lora], seed: %s, rank: %s, alpha: %s, evaluate-every: %s,"
                .formatted(ten, ten, ten, ten)
            + " evaluation-batch-size: %s, max-gradient-norm: %s, warm-up-steps: %s}\n"
                .formatted(ten, ten, ten),
        "test.yaml:1:1: the grid has more than 250,000 combinations; shorten an axis or split the"
            + " sweep");
  }

  @Test
  void syntaxError() {
    assertProblems(
        "name: test\ngrid: {rank: [2, 8\nfixed:\n",
        "test.yaml:3:6: is not YAML: expected ',' or ']', but got :; correct the syntax");
    assertProblems(
        "name: test\n\tgrid: 1\n",
        "test.yaml:2:1: is not YAML: found character '\\t(TAB)' that cannot start any token. (Do"
            + " not use \\t(TAB) for indentation); correct the syntax");
    assertProblems(
        "name: test\nok: \u0007\n",
        "test.yaml:2:5: is not YAML: unprintable character U+0007; correct the syntax");
    assertProblems(
        "name: test\n---\nname: other\n",
        "test.yaml:2:1: is not YAML: but found another document; correct the syntax");
    assertProblems("# nothing\n", "test.yaml: is empty; start with name: and grid:");
  }

  @Test
  void aliasesAnchorsAndTags() {
    assertProblems(
        SOUND.replace("rank: 4", "rank: &four 4").replace("alpha: 8", "alpha: *four") + LORA,
        "test.yaml:10:9: anchors are not supported: &four; remove it",
        "test.yaml:11:10: aliases are not supported: *four; write the value out, or share it at the"
            + " top level of the file");
    assertProblems(
        SOUND.replace("rank: 4", "rank: !!java.net.URL [x]") + LORA,
        "test.yaml:10:9: tags are not supported: tag:yaml.org,2002:java.net.URL; remove it",
        "test.yaml:10:9: fixed.rank: must be an integer: a list; write a single value; several to"
            + " try belong under grid");
  }

  @Test
  void aliasBombIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
    }
    assertThat(problems(bomb.toString()))
        .anyMatch(problem -> problem.message().equals("aliases are not supported"));
    assertThat(problems("a: &a [*a]\n"))
        .anyMatch(problem -> problem.message().equals("aliases are not supported"));
  }

  @Test
  void deepNestingIsRefused() {
    assertProblems(
        "name: " + "[".repeat(1_000_000),
        "test.yaml:1:46: is nested more than 40 deep; a sweep needs less");
  }

  @Test
  void hugeValuesAreShortened() {
    String huge = "x".repeat(500_000);
    assertThat(problems(SOUND.replace("rank: 4", "rank: " + huge) + LORA))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).hasSizeLessThan(200));
    assertThat(problems(SOUND.replace("rank: 4", "rank: 1" + "0".repeat(500_000)) + LORA))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).hasSizeLessThan(200));
    assertThat(problems(SOUND.replace("rank: 4", huge + ": 4") + LORA))
        .allSatisfy(problem -> assertThat(problem.toString()).hasSizeLessThan(1000));
  }

  @Test
  void everyProblemAtOnce() {
    assertProblems(
        """
        name: Many
        fixed:
          model: 3
          train-rows: 100
          batch-size: 32
          rank: 4.7
          schedule: liner
        grid:
          method: [lora, lora]
          seed: []
        tied:
          learning-rate: {by: rank, values: {4: zero}}
        extra: 1
        """,
        "test.yaml:1:1: name: must be in kebab case: Many; use lower-case letters, digits and"
            + " single hyphens",
        "test.yaml:1:1: a value is missing: task (data set); add it under fixed, grid or tied",
        "test.yaml:1:1: a value is missing: max-length (longest input, in tokens); add it under"
            + " fixed, grid or tied",
        "test.yaml:1:1: a value is missing: alpha (scale of the adapters times their rank); add it"
            + " under fixed, grid or tied",
        "test.yaml:1:1: a value is missing: a trial has exactly one of optimizer-steps, epochs; add"
            + " one under fixed, grid or tied",
        "test.yaml:3:10: fixed.model: must be text: 3; if that text is meant, put it in quotes",
        "test.yaml:6:9: fixed.rank: must be an integer: 4.7; write a whole number, without fraction"
            + " or exponent",
        "test.yaml:7:13: fixed.schedule: must be one of [linear, cosine, constant]: liner; did you"
            + " mean linear?",
        "test.yaml:9:18: grid.method[1]: the value stands on the axis twice: lora; remove one of"
            + " the two",
        "test.yaml:10:3: grid.seed: the list is empty; list the values in brackets; a single value"
            + " can be fixed",
        "test.yaml:12:41: tied.learning-rate.values.4: must be a number or an expression: zero"
            + " names the unknown parameter zero; choose one of seed, train-rows, max-length,"
            + " batch-size, micro-batch-size, optimizer-steps, epochs, learning-rate,"
            + " warm-up-steps, warm-up-ratio, weight-decay, adam-beta1, adam-beta2, adam-epsilon,"
            + " max-gradient-norm, hidden-dropout, attention-dropout, evaluate-every,"
            + " evaluation-batch-size, rank, alpha, adapter-dropout, directions, launch-step,"
            + " epsilon",
        "test.yaml:13:1: extra: unknown key; choose one of name, description, experiment,"
            + " published, explore, fixed, grid, tied, blocks");
  }

  @Test
  void filesThatCannotBeRead(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertThat(problems(missing)).containsExactly(missing + ": does not exist; check the path");
    assertThat(problems(folder)).containsExactly(folder + ": is a directory; name a file in it");
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "name: é".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problems(latin)).containsExactly(latin + ": is not UTF-8; save it as UTF-8");
    Path huge = folder.resolve("huge.yaml");
    Files.write(huge, new byte[(1 << 20) + 1]);
    assertThat(problems(huge))
        .containsExactly(
            huge + ": is larger than 1048576 bytes: 1048577; split it into several sweeps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root:$secret$:19000:0\ndaemon:*:19000\n",
        "*secret\n",
        "&secret x\n",
        "!secret x\n",
        "- secret\n",
        "user: secret\npassword: secret\n",
        "%secret\n---\n",
        "\"\\secret\"\n",
      })
  void nothingOfAFileThatIsNoSweepIsShown(String text) {
    assertThat(problems(text))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.toString()).doesNotContain("secret"));
  }

  @Test
  void namesFitIntoNamesOfFiles() {
    String longest = "n".repeat(100);
    assertThat(TestSearchSpace.cells(SOUND.replace("name: test", "name: " + longest) + LORA))
        .isNotEmpty();
    assertProblems(
        SOUND.replace("name: test", "name: n" + longest) + LORA,
        "test.yaml:1:1: name: must have at most 100 characters, and has 101: "
            + "n".repeat(60)
            + "…; shorten it: files are called after it");
    assertProblems(
        SOUND.replace("name: test", "name: lpt1") + LORA,
        "test.yaml:1:1: name: is no name of a file on every machine: lpt1; put another word"
            + " before it");
  }

  @Test
  void theExceptionListsEveryProblemAndCanBeSent() throws IOException, ClassNotFoundException {
    SpecificationException thrown =
        catchThrowableOfType(
            SpecificationException.class, () -> TestSearchSpace.cells("name: [1]\nx: 2\n"));
    assertThat(thrown.problems()).hasSize(3);
    assertThat(thrown)
        .hasMessage(String.join("\n", thrown.problems().stream().map(Problem::toString).toList()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(thrown);
    Object read = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(((SpecificationException) read).problems()).isEqualTo(thrown.problems());
  }

  private static void assertProblems(String text, String... expected) {
    assertThat(problems(text).stream().map(Problem::toString))
        .containsExactlyElementsOf(Arrays.asList(expected));
  }

  private static List<Problem> problems(String text) {
    SpecificationException thrown =
        catchThrowableOfType(SpecificationException.class, () -> TestSearchSpace.cells(text));
    assertThat(thrown).as("the file is in error").isNotNull();
    return thrown.problems();
  }

  private static List<String> problems(Path file) {
    SpecificationException thrown =
        catchThrowableOfType(
            SpecificationException.class,
            () -> SweepSpecification.read(file, TestSearchSpace.SPACES));
    return thrown.problems().stream().map(Problem::toString).toList();
  }
}
