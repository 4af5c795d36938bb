package org.dashsweep.data.questions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.dashsweep.data.LongestText;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.rows.Row;
import org.dashsweep.data.rows.RowFiles;
import org.jspecify.annotations.Nullable;

/** Reads a description's rows from files. Texts stay as they are. */
final class QuestionReading {
  /** Doubles up to this size hold every whole number. */
  private static final double MOST_WHOLE = 1L << 53;

  private final QuestionDescription description;
  private final List<String> names = new ArrayList<>();
  private final int input;
  private final int output;

  QuestionReading(QuestionDescription description) {
    this.description = description;
    QuestionDescription.Columns columns = description.columns();
    names.add(columns.instruction());
    names.add(columns.answer());
    this.input = add(columns.input());
    this.output = add(columns.output());
  }

  private int add(@Nullable String column) {
    if (column == null) {
      return -1;
    }
    names.add(column);
    return names.size() - 1;
  }

  /**
   * Hands rows over that are learnt from.
   *
   * @throws org.dashsweep.data.DataException naming file and line of a row without an instruction
   *     or a response, or whose answer cannot be one
   */
  void training(RowFiles files, Consumer<PlacedRow> rows) {
    files.read(names, row -> rows.accept(placed(row, trained(row))));
  }

  /**
   * Hands rows over that are asked.
   *
   * @throws org.dashsweep.data.DataException naming file and line of a row without an instruction,
   *     or whose answer cannot be one
   */
  void evaluation(RowFiles files, Consumer<PlacedRow> rows) {
    List<String> asked = output < 0 ? names : names.subList(0, names.size() - 1);
    files.read(
        asked, row -> rows.accept(placed(row, instruction(row, "", required(row, 1, "answer")))));
  }

  private static PlacedRow placed(Row row, Instruction instruction) {
    return new PlacedRow(instruction, () -> row.place() + ",");
  }

  private Instruction trained(Row row) {
    if (output < 0) {
      String answer = required(row, 1, "answer");
      return instruction(row, description.response(answer), answer);
    }
    return instruction(row, required(row, output, "output"), text(row, 1));
  }

  private Instruction instruction(Row row, String response, String answer) {
    String instruction = required(row, 0, "instruction");
    if (!answer.isEmpty()) {
      Optional<String> problem = description.answerForm().problem(answer);
      if (problem.isPresent()) {
        throw row.wrong("has in column '" + names.get(1) + "' " + problem.get());
      }
    }
    return new Instruction(instruction, input < 0 ? "" : text(row, input), response, answer);
  }

  private String required(Row row, int column, String what) {
    String text = text(row, column);
    if (text.isBlank()) {
      throw row.wrong(
          String.format(
              Locale.ROOT,
              "has no %s in column '%s'; fill it in, or remove the row",
              what,
              names.get(column)));
    }
    return text;
  }

  private String text(Row row, int column) {
    @Nullable Object value = row.values().get(column);
    String text = value == null ? "" : shown(value);
    if (LongestText.isExceededBy(text)) {
      throw row.wrong(
          String.format(
              Locale.ROOT, "has in column '%s' %s", names.get(column), LongestText.problem(text)));
    }
    return text;
  }

  /** A value as a person writes it: a whole number has no fraction. */
  private static String shown(Object value) {
    return value instanceof Double number
            && number == Math.rint(number)
            && Math.abs(number) < MOST_WHOLE
        ? Long.toString(number.longValue())
        : value.toString();
  }
}
