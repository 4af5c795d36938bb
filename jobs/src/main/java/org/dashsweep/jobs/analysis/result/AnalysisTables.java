package org.dashsweep.jobs.analysis.result;

import java.util.List;
import java.util.function.Function;
import org.dashsweep.jobs.tables.TableSchema;
import org.dashsweep.jobs.verdict.VerdictRow;
import org.jspecify.annotations.Nullable;

/** The tables of an analysis. The components of their rows are their columns. */
public final class AnalysisTables {
  /** One row per metric. */
  public static final TableSchema<SurrogateRow> SURROGATES =
      TableSchema.of("surrogates", SurrogateRow.class);

  /** One row per metric, source and setting or pair of settings. */
  public static final TableSchema<ImportanceRow> IMPORTANCE =
      TableSchema.of("importance", ImportanceRow.class);

  /** One row per metric, estimate, setting and value. */
  public static final TableSchema<MarginalRow> MARGINALS =
      TableSchema.of("marginals", MarginalRow.class);

  /** One row per metric, pair of settings and pair of values. */
  public static final TableSchema<InteractionRow> INTERACTIONS =
      TableSchema.of("interactions", InteractionRow.class);

  /** One row per metric and cost. */
  public static final TableSchema<CostCorrelationRow> COST_CORRELATIONS =
      TableSchema.of("cost_correlations", CostCorrelationRow.class);

  /** One row per metric, cost and configuration. */
  public static final TableSchema<ParetoRow> PARETO = TableSchema.of("pareto", ParetoRow.class);

  /** One row per task, cluster of learning curves and point. */
  public static final TableSchema<CurveClusterRow> CURVE_CLUSTERS =
      TableSchema.of("curve_clusters", CurveClusterRow.class);

  /** One row per trial with a learning curve. */
  public static final TableSchema<CurveMemberRow> CURVE_MEMBERS =
      TableSchema.of("curve_members", CurveMemberRow.class);

  /** One row per comparison of two methods. */
  public static final TableSchema<VerdictRow> VERDICTS =
      TableSchema.of("verdicts", VerdictRow.class);

  /** All of them, with their rows in an analysis. */
  static final List<Kept<?>> ALL =
      List.of(
          new Kept<>(SURROGATES, Analysis::surrogates),
          new Kept<>(IMPORTANCE, Analysis::importance),
          new Kept<>(MARGINALS, Analysis::marginals),
          new Kept<>(INTERACTIONS, Analysis::interactions),
          new Kept<>(COST_CORRELATIONS, Analysis::costCorrelations),
          new Kept<>(PARETO, Analysis::pareto),
          new Kept<>(CURVE_CLUSTERS, Analysis::curveClusters),
          new Kept<>(CURVE_MEMBERS, Analysis::curveMembers),
          new Kept<>(VERDICTS, Analysis::verdicts));

  /** A table and its rows in an analysis. */
  record Kept<R>(TableSchema<R> schema, Function<Analysis, List<R>> rows) {
    /** Returns the rows as Spark takes them. */
    List<@Nullable Object[]> sparkValues(Analysis analysis) {
      return rows.apply(analysis).stream().map(schema::sparkValues).toList();
    }
  }

  private AnalysisTables() {}
}
