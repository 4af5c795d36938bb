package org.dashsweep.jobs.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.classification.ClassificationParameters;
import org.dashsweep.trial.dreambooth.DreamboothParameters;

/**
 * The frames that analyses start from, as queries on the views of {@link
 * org.dashsweep.jobs.sql.ResultViews}.
 */
final class TrialFrames {
  /** The parameters that name what is learned. */
  static final Set<String> TASKS =
      Set.of(ClassificationParameters.TASK.name(), DreamboothParameters.SUBJECT.name());

  static final String TRIAL_ID = Tables.TRIAL_ID;
  static final String TASK = "analysed_task";
  static final String FINGERPRINT = "evaluation_fingerprint";
  static final String SEED = "analysed_seed";
  static final String VALUE = "value";

  private TrialFrames() {}

  /**
   * One row per succeeded trial: its id, task, seed and costs, and each setting as a key and a
   * number.
   */
  static Dataset<Row> trials(SparkSession spark) {
    String settings =
        SettingColumn.all().stream()
            .map(
                setting ->
                    setting.key()
                        + " AS "
                        + setting.keyColumn()
                        + ", "
                        + setting.number()
                        + " AS "
                        + setting.numberColumn())
            .collect(Collectors.joining(", "));
    return spark.sql(
        "SELECT trial_id, coalesce("
            + taskColumns()
            + ", '–') AS analysed_task, evaluation_fingerprint, seed AS analysed_seed,"
            + " CAST(adapter_parameters + head_parameters AS DOUBLE) AS trainable_parameters,"
            + " train_seconds, CAST(peak_memory_bytes AS DOUBLE) AS peak_memory_bytes,"
            + " primary_dataset, primary_split, primary_metric, evaluated_step, "
            + settings
            + " FROM trials WHERE status = 'SUCCEEDED'");
  }

  /**
   * One row per succeeded trial and metric of the split that it is judged by, in the state that it
   * is judged in. Values that are not finite are left out.
   */
  static Dataset<Row> values(SparkSession spark) {
    return spark.sql(
        "SELECT e.trial_id, e.dataset, e.split, e.metric, max(e.value) AS value"
            + " FROM evaluations e JOIN trials t ON e.trial_id = t.trial_id"
            + " WHERE t.status = 'SUCCEEDED' AND e.step = t.evaluated_step"
            + " AND e.split = t.primary_split"
            + " AND NOT isnan(e.value) AND abs(e.value) < double('infinity')"
            + " GROUP BY ALL");
  }

  private static String taskColumns() {
    List<String> columns = Arrays.asList(Tables.TRIALS.structType().fieldNames());
    return List.of(
            ClassificationParameters.TASK.name(),
            DreamboothParameters.SUBJECT.name(),
            SearchSpace.EXPERIMENT.name())
        .stream()
        .map(name -> name.replace('-', '_'))
        .filter(columns::contains)
        .map(name -> "`" + name + "`")
        .collect(Collectors.joining(", "));
  }
}
