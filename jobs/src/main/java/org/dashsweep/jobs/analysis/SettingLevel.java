package org.dashsweep.jobs.analysis;

import org.jspecify.annotations.Nullable;

/**
 * A value of a setting, or a range of values where there are many.
 *
 * @param text as sweep files write it; {@code –} for trials without the setting
 * @param number the value, or the middle of the range; null if it is no number
 */
record SettingLevel(String text, @Nullable Double number) {
  static final String ABSENT = "–";
}
