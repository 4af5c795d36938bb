package org.dashsweep.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.dashsweep.jobs.table.ResultStore;

/**
 * What the driver last wrote about its run into the output directory, beside the tables: which
 * trials the sweep has and which are under way. The tables alone say what is done.
 *
 * @param sweep name of the sweep
 * @param trials ids of all trials of the sweep
 * @param running trials under way
 * @param updatedAt when this was written, in ISO 8601
 * @param ended whether the run has come to its end
 */
public record RunState(
    String sweep, List<String> trials, List<Running> running, String updatedAt, boolean ended) {
  /** Its file in the output directory. */
  public static final String FILE = "run.json";

  /** A run that has not written for so long was killed: it writes far more often. */
  public static final Duration ALIVE = Duration.ofMinutes(1);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          // A newer version may say more.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public RunState {
    trials = List.copyOf(trials);
    running = List.copyOf(running);
  }

  /**
   * A trial under way.
   *
   * @param step updates done
   * @param totalSteps updates it will make, or 0 before its first
   * @param startedAt in ISO 8601
   */
  public record Running(
      String trialId,
      String label,
      String host,
      String startedAt,
      String phase,
      int step,
      int totalSteps) {}

  /** Whether a driver was at work shortly before {@code now}. */
  public boolean isAlive(Instant now) {
    return !ended && Instant.parse(updatedAt).plus(ALIVE).isAfter(now);
  }

  /**
   * What the latest run wrote, if there was one.
   *
   * @throws IOException if the file cannot be read or is not what a run writes
   */
  public static Optional<RunState> read(ResultStore store) throws IOException {
    Optional<byte[]> content = store.readFile(FILE);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      RunState state = JSON.readValue(content.get(), RunState.class);
      Instant.parse(state.updatedAt());
      return Optional.of(state);
    } catch (JsonProcessingException | DateTimeParseException e) {
      throw new IOException(
          "%s/%s is not what a run writes; delete it".formatted(store.directory(), FILE), e);
    }
  }

  void write(ResultStore store) throws IOException {
    store.writeFile(FILE, JSON.writeValueAsBytes(this));
  }
}
