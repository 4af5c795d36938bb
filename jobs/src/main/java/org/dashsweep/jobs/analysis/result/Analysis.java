package org.dashsweep.jobs.analysis.result;

import java.util.List;
import java.util.function.Function;
import org.dashsweep.jobs.verdict.VerdictRow;

/**
 * The tables of an analysis, each in the order of its metrics.
 *
 * @param surrogates the design and the forest of each metric
 * @param importance of settings and pairs
 * @param marginals means by value of a setting
 * @param interactions means by values of two settings
 * @param costCorrelations of cost and quality
 * @param pareto configurations with quality and cost
 * @param curveClusters mean learning curves of clusters
 * @param curveMembers the cluster of each trial
 * @param verdicts method against method
 */
public record Analysis(
    List<SurrogateRow> surrogates,
    List<ImportanceRow> importance,
    List<MarginalRow> marginals,
    List<InteractionRow> interactions,
    List<CostCorrelationRow> costCorrelations,
    List<ParetoRow> pareto,
    List<CurveClusterRow> curveClusters,
    List<CurveMemberRow> curveMembers,
    List<VerdictRow> verdicts) {
  public Analysis {
    surrogates = List.copyOf(surrogates);
    importance = List.copyOf(importance);
    marginals = List.copyOf(marginals);
    interactions = List.copyOf(interactions);
    costCorrelations = List.copyOf(costCorrelations);
    pareto = List.copyOf(pareto);
    curveClusters = List.copyOf(curveClusters);
    curveMembers = List.copyOf(curveMembers);
    verdicts = List.copyOf(verdicts);
  }

  /** Returns an analysis of learning curves alone. */
  public static Analysis ofCurves(List<CurveClusterRow> clusters, List<CurveMemberRow> members) {
    return new Analysis(
        List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), clusters, members,
        List.of());
  }

  /** Returns one analysis with the rows of all, in their order. */
  public static Analysis joined(List<Analysis> parts) {
    return new Analysis(
        rows(parts, Analysis::surrogates),
        rows(parts, Analysis::importance),
        rows(parts, Analysis::marginals),
        rows(parts, Analysis::interactions),
        rows(parts, Analysis::costCorrelations),
        rows(parts, Analysis::pareto),
        rows(parts, Analysis::curveClusters),
        rows(parts, Analysis::curveMembers),
        rows(parts, Analysis::verdicts));
  }

  /** Returns the same analysis with other verdicts. */
  public Analysis withVerdicts(List<VerdictRow> others) {
    return new Analysis(
        surrogates,
        importance,
        marginals,
        interactions,
        costCorrelations,
        pareto,
        curveClusters,
        curveMembers,
        others);
  }

  private static <R> List<R> rows(List<Analysis> parts, Function<Analysis, List<R>> table) {
    return parts.stream().flatMap(part -> table.apply(part).stream()).toList();
  }
}
