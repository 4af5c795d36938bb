package org.dashsweep.jobs.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.tables.FinishedTrial;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.TrialResult;

/** The trials of {@code make_expected.py}, and what other software makes of them. */
public final class AnalysisTrials {
  private AnalysisTrials() {}

  /** A row of one of the tables. */
  record Row(
      String id, String method, double rate, long rank, double epochs, long seed, double value) {
    static Row parse(String line) {
      String[] cells = line.split(",", -1);
      return new Row(
          cells[0],
          cells[1],
          Double.parseDouble(cells[2]),
          Long.parseLong(cells[3]),
          Double.parseDouble(cells[4]),
          Long.parseLong(cells[5]),
          Double.parseDouble(cells[6]));
    }

    FinishedTrial trial(double other) {
      SortedMap<String, Object> parameters =
          SampleTrials.parameters(method, "supersense", rank, seed);
      parameters.put("learning-rate", rate);
      parameters.put("epochs", epochs);
      TrialResult result = SampleTrials.result("supersense", other, 0, seed);
      return new FinishedTrial(SampleTrials.succeeded(id, parameters, result), result);
    }
  }

  /** Reads {@code search.csv} or {@code grid.csv}. */
  static List<Row> read(String file) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(Row.parse(line));
      }
    }
    return rows;
  }

  /** Commits the trials of a table. */
  public static void commit(ResultStore store, String file) throws IOException {
    commit(store, file, Row::value);
  }

  /** Commits the trials of a table with other values. */
  static void commit(ResultStore store, String file, ToDoubleFunction<Row> value)
      throws IOException {
    List<FinishedTrial> trials = new ArrayList<>();
    for (Row row : read(file)) {
      trials.add(row.trial(value.applyAsDouble(row)));
    }
    store.commitTogether(trials);
  }

  /** A number of {@code expected.json}. */
  static double expected(String... path) throws IOException {
    try (InputStream stream = open("expected.json")) {
      JsonNode node = Json.MAPPER.readTree(stream);
      for (String name : path) {
        node = Objects.requireNonNull(node.get(name), name);
      }
      return node.asDouble();
    }
  }

  private static InputStream open(String file) {
    return Objects.requireNonNull(
        AnalysisTrials.class.getResourceAsStream("/org/dashsweep/jobs/analysis/" + file), file);
  }
}
