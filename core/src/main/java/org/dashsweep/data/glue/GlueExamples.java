package org.dashsweep.data.glue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.data.DataException;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.data.LongestText;
import org.dashsweep.data.rows.Row;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.data.rows.RowReader;
import org.jspecify.annotations.Nullable;

/** Makes examples of a task's rows. */
final class GlueExamples {
  private final GlueTask task;
  private final GlueTask.Columns columns;
  private final RowReader reader;

  GlueExamples(GlueTask task, GlueTask.Columns columns, RowReader reader) {
    this.task = task;
    this.columns = columns;
    this.reader = reader;
  }

  /**
   * Returns the examples of a part, in the files' order.
   *
   * @param part its name and a number from 0 are an example's identity
   * @param files of it, in order
   * @throws DataException if a file cannot be read, or a row has no text or no known label
   */
  List<Example> read(GlueTask.Part part, List<RowFile> files) {
    List<Example> examples = new ArrayList<>();
    for (RowFile file : files) {
      reader.read(
          file,
          columns.all(),
          row -> {
            if (!(task.hasTornRows() && isTorn(row))) {
              examples.add(example(part.name() + "-" + examples.size(), row));
            }
          });
    }
    if (examples.isEmpty()) {
      throw new DataException(files.get(0).name(), "has no rows");
    }
    return examples;
  }

  /** Without a field, or with an empty one where the label should be. */
  private static boolean isTorn(Row row) {
    return row.values().contains(null) || "".equals(row.values().get(row.values().size() - 1));
  }

  private Example example(String id, Row row) {
    int last = row.values().size() - 1;
    return new Example(
        id,
        text(row, 0),
        columns.pair() == null ? null : text(row, 1),
        label(row, value(row, last)));
  }

  private String text(Row row, int column) {
    if (value(row, column) instanceof String text) {
      if (LongestText.isExceededBy(text)) {
        throw row.wrong(
            String.format(
                Locale.ROOT,
                "has in column '%s' %s",
                columns.all().get(column),
                LongestText.problem(text)));
      }
      return text;
    }
    throw row.wrong(
        String.format(Locale.ROOT, "has no text in column '%s'", columns.all().get(column)));
  }

  private Object value(Row row, int column) {
    Object value = row.values().get(column);
    if (value == null) {
      throw row.wrong(String.format(Locale.ROOT, "has no column '%s'", columns.all().get(column)));
    }
    return value;
  }

  private Label label(Row row, Object value) {
    @Nullable Label label =
        task.labels() instanceof Labels.Classes classes
            ? classOf(classes, value)
            : score(value.toString());
    if (label == null || !task.labels().contains(label)) {
      throw row.wrong(
          String.format(
              Locale.ROOT,
              "has an unknown label '%s' in column '%s': it must be %s",
              value,
              columns.label(),
              task.labels().described()));
    }
    return label;
  }

  /** Finds a class by its name, or by its index. */
  private static @Nullable Label classOf(Labels.Classes classes, Object value) {
    int index = classes.names().indexOf(value);
    if (index < 0) {
      for (int i = 0; i < classes.names().size(); i++) {
        if (Integer.toString(i).equals(value.toString())) {
          index = i;
        }
      }
    }
    return index < 0 ? null : new Label.OfClass(index);
  }

  private static @Nullable Label score(String value) {
    try {
      return new Label.Score(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
