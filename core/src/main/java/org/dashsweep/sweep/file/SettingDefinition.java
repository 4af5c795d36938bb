package org.dashsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The definition of one parameter in a sweep file. */
sealed interface SettingDefinition {
  SourceLocation place();

  /** Returns every value it may give. */
  List<Setting> settings();

  /** One value for all cells. */
  record Fixed(SourceLocation place, Setting setting) implements SettingDefinition {
    @Override
    public List<Setting> settings() {
      return List.of(setting);
    }
  }

  /** An axis of the grid. */
  record Axis(SourceLocation place, List<Setting> settings) implements SettingDefinition {}

  /**
   * Values looked up by other parameters' values.
   *
   * @param by the other parameters
   * @param values maps their values, in the order of {@code by}, to this parameter's
   * @param otherwise for cells without an entry; null makes them an error
   * @param complete whether no entry was lost to a problem that has been reported
   */
  record Tied(
      SourceLocation place,
      List<String> by,
      Map<List<Object>, Setting> values,
      @Nullable Setting otherwise,
      boolean complete)
      implements SettingDefinition {
    @Override
    public List<Setting> settings() {
      List<Setting> settings = new ArrayList<>(values.values());
      if (otherwise != null) {
        settings.add(otherwise);
      }
      return settings;
    }
  }

  /** A definition with a problem that has been reported: whatever follows from it is not. */
  record Broken(SourceLocation place) implements SettingDefinition {
    @Override
    public List<Setting> settings() {
      return List.of();
    }
  }

  /** Returns the parameters its values depend on. */
  default SortedSet<String> dependencies() {
    SortedSet<String> names = new TreeSet<>();
    if (this instanceof Tied tied) {
      names.addAll(tied.by());
    }
    for (Setting setting : settings()) {
      if (setting instanceof Setting.Computed computed) {
        computed.expression().collectNames(names);
      }
    }
    return names;
  }
}
