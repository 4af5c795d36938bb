package org.dashsweep.trial.commonsense;

import java.util.Locale;
import org.dashsweep.data.DataException;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.source.Locations;

/** Finds the data of a trial. */
final class CommonsenseInputs {
  private CommonsenseInputs() {}

  /**
   * The data that a sweep names.
   *
   * @param data {@code tiny}, or the name of a directory
   * @throws DataException if it is neither
   */
  static CommonsenseSource source(String data, Locations locations) {
    if (data.equals(CommonsenseSource.TINY)) {
      return CommonsenseSource.tiny();
    }
    Locations.Lookup lookup = locations.data(data);
    if (!lookup.found()) {
      throw new DataException(
          data,
          String.format(
              Locale.ROOT,
              "is no data here: give %s or a directory with a folder for each set; looked for %s, and --data DIR says where else to look",
              CommonsenseSource.TINY,
              lookup.places()));
    }
    return CommonsenseSource.of(lookup.path());
  }
}
