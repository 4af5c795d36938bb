package org.dashsweep.jobs.run;

import java.util.regex.Pattern;

/** Settings whose values nobody is to see. */
public final class Secrets {
  /**
   * Names of such settings, as a regular expression: Spark's own, and those of other object stores.
   */
  public static final String NAMES =
      "(?i)secret|password|token|access[.]?key|account[.]key|encryption[.]key|private[.]key|credential|[.]sas[.]";

  private static final String HIDDEN = "\u2026";

  private static final Pattern PATTERN = Pattern.compile(NAMES);
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([^\\s=]*(?:%s)[^\\s=]*=).*".formatted(NAMES));

  private Secrets() {}

  /** A setting as messages show it: KEY=VALUE, or KEY=… for a secret. */
  public static String shown(String key, String value) {
    return key + "=" + (PATTERN.matcher(key).find() ? HIDDEN : value);
  }

  /** A text that may repeat settings, without whatever follows a secret's KEY= on its line. */
  public static String masked(String text) {
    return ASSIGNMENT.matcher(text).replaceAll("$1" + HIDDEN);
  }
}
