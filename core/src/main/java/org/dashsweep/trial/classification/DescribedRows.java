package org.dashsweep.trial.classification;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.dashsweep.data.DataException;
import org.dashsweep.data.described.DescribedTask;
import org.dashsweep.data.described.TaskDescription;
import org.dashsweep.data.rows.RowFiles;
import org.dashsweep.file.Json;
import org.dashsweep.source.Locations;

/** Finds the task that a trial carries the description of. */
final class DescribedRows {
  private DescribedRows() {}

  /**
   * Reads a description.
   *
   * @param carried the descriptions of a configuration, the task's among them
   */
  static TaskDescription description(String task, String carried) {
    try {
      return TaskDescription.of(task, Json.MAPPER.readTree(carried).path(task));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A description is JSON: " + carried, e);
    }
  }

  /**
   * Finds the files of a task; what is remote is copied first.
   *
   * @throws DataException if one is missing, or its format cannot be told
   */
  static DescribedTask find(TaskDescription description, Locations locations) {
    return DescribedTask.find(
        description,
        location -> {
          Locations.Lookup found = locations.described(location);
          if (!found.found()) {
            throw new DataException(
                found.places(),
                "does not exist; a description's names are relative to the sweep file");
          }
          return RowFiles.of(found.places(), found.path(), description.form());
        });
  }
}
