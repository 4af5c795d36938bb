package org.dashsweep.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.run.driver.RunningState;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialStatus;

/** A status for programs. */
final class StatusJson {
  private StatusJson() {}

  static ObjectNode of(Status status) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("done", status.rows(TrialStatus.SUCCEEDED).size());
    ArrayNode running = root.putArray("running");
    for (RunningState trial : status.running()) {
      ObjectNode node = Json.MAPPER.valueToTree(trial);
      running.add(node.put("stalled", trial.isStalled(status.stalledAfter())));
    }
    ArrayNode stopped = root.putArray("stopped");
    status.rows(TrialStatus.STOPPED).forEach(row -> stop(stopped.addObject(), row));
    ArrayNode failed = root.putArray("failed");
    status.rows(TrialStatus.FAILED).forEach(row -> fail(failed.addObject(), row));
    ArrayNode damaged = root.putArray("damaged");
    status.damage().trials().keySet().forEach(damaged::add);
    status
        .run()
        .ifPresent(
            run ->
                root.putObject("latestRun")
                    .put("sweep", run.sweep())
                    .put("cells", run.cells())
                    .put("notDone", status.missing())
                    .put("active", status.isActive())
                    .put("updatedAt", run.updatedAt()));
    return root;
  }

  private static void stop(ObjectNode node, TrialRow row) {
    Outcome.Stopped outcome = (Outcome.Stopped) row.outcome();
    node.put("trialId", row.trialId())
        .put("sweep", row.sweep())
        .put("step", outcome.stoppedStep())
        .put("metric", outcome.stoppedMetric())
        .put("value", outcome.stoppedValue())
        .put("rule", outcome.stoppedBy())
        .put("finishedAt", row.finishedAt().toString())
        .putPOJO("parameters", row.parameters());
  }

  private static void fail(ObjectNode node, TrialRow row) {
    Outcome.Failed outcome = (Outcome.Failed) row.outcome();
    node.put("trialId", row.trialId())
        .put("sweep", row.sweep())
        .put("attempts", row.attempts())
        .put("failureClass", outcome.failureClass().name())
        .put("message", outcome.failureMessage())
        .put("finishedAt", row.finishedAt().toString())
        .putPOJO("parameters", row.parameters());
  }
}
