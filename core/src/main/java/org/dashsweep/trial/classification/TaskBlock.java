package org.dashsweep.trial.classification;

import static org.dashsweep.data.described.RowDescription.EVALUATION;
import static org.dashsweep.data.described.RowDescription.TRAIN;
import static org.dashsweep.data.described.TaskDescription.CLASSES;
import static org.dashsweep.data.described.TaskDescription.JUDGE;
import static org.dashsweep.data.described.TaskDescription.KIND;
import static org.dashsweep.data.described.TaskDescription.LABEL;
import static org.dashsweep.data.described.TaskDescription.METRICS;
import static org.dashsweep.data.described.TaskDescription.PAIR;
import static org.dashsweep.data.described.TaskDescription.TEXT;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.catalogue.Tasks;
import org.dashsweep.data.described.TaskKind;
import org.dashsweep.space.Constraint;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionField;
import org.dashsweep.space.Parameter;
import org.dashsweep.trial.RowFields;

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
    return Stream.of(rows(), RowFields.heldOut(), labels(), RowFields.form())
        .flatMap(List::stream)
        .toList();
  }

  private static List<DescriptionField> rows() {
    return List.of(
        required(
            TRAIN, "file or directory of the training rows, relative to the sweep file, or a URI"),
        new DescriptionField.Locations(
            EVALUATION, "that of the evaluation rows; or names with one each, the first judges"));
  }

  private static List<DescriptionField> labels() {
    return List.of(
        required(TEXT, "column of the text"),
        new DescriptionField.Value(Parameter.text(PAIR, "column of a second text").optional()),
        required(LABEL, "column of the class or number"),
        RowFields.choice(
            KIND,
            Arrays.stream(TaskKind.values()).map(TaskKind::toString).toList(),
            "what labels are; told by classes or metrics if absent, else classification"),
        new DescriptionField.Texts(
            CLASSES,
            "in the order of the model's outputs; those of the training rows, sorted, if absent",
            new Constraint.Anything()),
        new DescriptionField.Texts(
            METRICS, "to report; all that fit if absent", new Constraint.OneOf(METRIC_NAMES)),
        RowFields.choice(
            JUDGE,
            METRIC_NAMES,
            "metric that judges; the first of metrics if absent, else accuracy or pearson"));
  }

  private static DescriptionField required(String key, String description) {
    return new DescriptionField.Value(Parameter.text(key, description).required());
  }
}
