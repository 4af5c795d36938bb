package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.Tables;

/**
 * The training loss of each trial, smoothed over a twentieth of its run and thinned to what a chart
 * can show.
 */
final class TrialCurves {
  private static final int POINTS = 200;
  private static final int WINDOWS = 20;

  private final Map<String, List<double[]>> byTrial = new HashMap<>();

  private TrialCurves() {}

  /** Reads the updates of a sweep's trials, all at once. */
  static TrialCurves read(ReportedTrials sweep) throws IOException {
    TrialCurves curves = new TrialCurves();
    Building building = curves.new Building();
    sweep
        .snapshot()
        .forEach(
            Tables.STEPS,
            sweep.succeeded().stream().map(ReportedTrial::id).collect(Collectors.toSet()),
            row -> building.add(row.trialId(), row.entry().step(), row.entry().loss()));
    building.end();
    return curves;
  }

  /** Returns a trial's points (update, loss), by update. */
  List<double[]> of(String trialId) {
    return byTrial.getOrDefault(trialId, List.of());
  }

  /** One trial's rows come together: no more than these are held unthinned. */
  private final class Building {
    private String trialId = "";
    private final List<double[]> points = new ArrayList<>();

    void add(String trial, int step, double loss) {
      if (!trial.equals(trialId)) {
        end();
        trialId = trial;
      }
      points.add(new double[] {step, loss});
    }

    void end() {
      if (!points.isEmpty()) {
        points.sort(Comparator.comparingDouble(point -> point[0]));
        byTrial.put(trialId, thinned(smoothed(points), POINTS));
        points.clear();
      }
    }
  }

  /** Returns the mean over a centred window of a twentieth of the points. */
  static List<double[]> smoothed(List<double[]> points) {
    int reach = points.size() / WINDOWS / 2;
    double[] sums = new double[points.size() + 1];
    for (int i = 0; i < points.size(); i++) {
      sums[i + 1] = sums[i] + points.get(i)[1];
    }
    List<double[]> smooth = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      int from = Math.max(0, i - reach);
      int to = Math.min(points.size(), i + reach + 1);
      smooth.add(new double[] {points.get(i)[0], (sums[to] - sums[from]) / (to - from)});
    }
    return smooth;
  }

  /** Returns about so many of the points, the first and the last among them. */
  static List<double[]> thinned(List<double[]> points, int count) {
    int stride = Math.max(1, (points.size() + count - 1) / count);
    List<double[]> kept = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (i % stride == 0 || i == points.size() - 1) {
        kept.add(points.get(i));
      }
    }
    return kept;
  }
}
