package org.dashsweep.jobs.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dashsweep.jobs.run.protocol.BuildInformation;

/** A benchmark's result for programs. */
public final class BenchJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private BenchJson() {}

  /**
   * A report's figures.
   *
   * @param report a record with the versions under {@code software}
   */
  public static ObjectNode of(Record report) {
    ObjectNode root = JSON.valueToTree(report);
    root.withObject("/software").put("dashSweep", BuildInformation.program());
    return root;
  }
}
