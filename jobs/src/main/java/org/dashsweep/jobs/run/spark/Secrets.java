package org.dashsweep.jobs.run.spark;

import java.util.Locale;
import java.util.regex.Pattern;
import org.dashsweep.jobs.storage.StorageAddress;

/** Settings whose values nobody is to see. */
public final class Secrets {
  /**
   * Names of settings that hold secrets, as a regular expression: Spark's own, and other object
   * stores'.
   */
  public static final String NAMES =
      "(?i)secret|passw|passphrase|pgpass|[._-]pass\\b|[._-]pwd\\b|token|credential|authorization|bearer|[.]sas[.]"
          + "|(?:access|account|encryption|private|api|signing|shared)[._-]?key";

  /** Regular expression of settings that Spark redacts: names of secrets, and secrets in URIs. */
  public static final String REDACTED = NAMES + "|" + StorageAddress.SECRETS;

  private static final String HIDDEN = "\u2026";

  private static final Pattern PATTERN = Pattern.compile(NAMES);
  private static final Pattern ASSIGNMENT =
      Pattern.compile(String.format(Locale.ROOT, "([^\\s=]*(?:%s)[^\\s=]*=).*", NAMES));

  private Secrets() {}

  /** Returns a setting as messages show it: KEY=VALUE, or KEY=… for a secret. */
  public static String shown(String key, String value) {
    return key + "=" + (PATTERN.matcher(key).find() ? HIDDEN : StorageAddress.masked(value));
  }

  /**
   * Returns a text that may repeat settings, without whatever follows a secret's KEY= on its line.
   */
  public static String masked(String text) {
    return StorageAddress.masked(ASSIGNMENT.matcher(text).replaceAll("$1" + HIDDEN));
  }
}
