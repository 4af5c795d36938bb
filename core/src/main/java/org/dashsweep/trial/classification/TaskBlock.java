package org.dashsweep.trial.classification;

import static org.dashsweep.data.described.TaskDescription.CLASSES;
import static org.dashsweep.data.described.TaskDescription.EVALUATION;
import static org.dashsweep.data.described.TaskDescription.FORMAT;
import static org.dashsweep.data.described.TaskDescription.HOLD_OUT;
import static org.dashsweep.data.described.TaskDescription.HOLD_OUT_SEED;
import static org.dashsweep.data.described.TaskDescription.JUDGE;
import static org.dashsweep.data.described.TaskDescription.KIND;
import static org.dashsweep.data.described.TaskDescription.LABEL;
import static org.dashsweep.data.described.TaskDescription.METRICS;
import static org.dashsweep.data.described.TaskDescription.NO_QUOTING;
import static org.dashsweep.data.described.TaskDescription.PAIR;
import static org.dashsweep.data.described.TaskDescription.QUOTING;
import static org.dashsweep.data.described.TaskDescription.RFC_4180;
import static org.dashsweep.data.described.TaskDescription.TEXT;
import static org.dashsweep.data.described.TaskDescription.TRAIN;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.catalogue.Tasks;
import org.dashsweep.data.described.TaskKind;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.space.Constraint;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionField;
import org.dashsweep.space.Parameter;

/** The block {@code tasks} of sweep files. Read by {@link ClassificationSettings}. */
final class TaskBlock {
  private static final List<String> METRIC_NAMES =
      Arrays.stream(TaskMetric.values()).map(TaskMetric::toString).toList();

  private TaskBlock() {}

  static DescriptionBlock of(Parameter<String> task, Parameter<String> carried) {
    return new DescriptionBlock(
        "tasks",
        "tasks of one's own, each a name with a description",
        List.of(task.name()),
        carried,
        Set.copyOf(Tasks.builtIn()),
        fields(),
        new TaskDescriptionCheck());
  }

  private static List<DescriptionField> fields() {
    return List.of(
        required(
            TRAIN, "file or directory of the training rows, relative to the sweep file, or a URI"),
        new DescriptionField.Locations(
            EVALUATION, "that of the evaluation rows; or names with one each, the first judges"),
        new DescriptionField.Value(
            Parameter.decimal(HOLD_OUT, "share of the training rows to evaluate on instead")
                .between(0.001, 0.999)
                .optional()),
        new DescriptionField.Value(
            Parameter.integer(HOLD_OUT_SEED, "of the choice of these rows; 0 if absent")
                .between(0, Integer.MAX_VALUE)
                .optional()),
        required(TEXT, "column of the text"),
        new DescriptionField.Value(Parameter.text(PAIR, "column of a second text").optional()),
        required(LABEL, "column of the class or number"),
        choice(
            KIND,
            Arrays.stream(TaskKind.values()).map(TaskKind::toString).toList(),
            "what labels are; told by classes or metrics if absent, else classification"),
        new DescriptionField.Texts(
            CLASSES,
            "in the order of the model's outputs; those of the training rows, sorted, if absent",
            new Constraint.Anything()),
        new DescriptionField.Texts(
            METRICS, "to report; all that fit if absent", new Constraint.OneOf(METRIC_NAMES)),
        choice(
            JUDGE,
            METRIC_NAMES,
            "metric that judges; the first of metrics if absent, else accuracy or pearson"),
        choice(FORMAT, RowFormat.labels(), "of the files; told by their names if absent"),
        choice(
            QUOTING,
            List.of(NO_QUOTING, RFC_4180),
            "of TSV alone: quote characters are text (none, if absent) or quote as in CSV"));
  }

  private static DescriptionField required(String key, String description) {
    return new DescriptionField.Value(Parameter.text(key, description).required());
  }

  private static DescriptionField choice(String key, List<String> choices, String description) {
    return new DescriptionField.Value(
        Parameter.choice(key, choices, text -> text, description).optional());
  }
}
