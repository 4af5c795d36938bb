package org.dashsweep.jobs.storage;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What users write to name a place on a file system: a path, or a URI. */
public final class StorageAddress {
  /** Scheme and authority. */
  private static final Pattern START = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://([^/]*).*");

  /** A secret may hold a slash, which ends the authority. */
  private static final Pattern SECRET = Pattern.compile("[^/:]*:.*@.*");

  private StorageAddress() {}

  /**
   * Refuses an address that carries credentials, as {@code s3a://KEY:SECRET@bucket} does: addresses
   * are shown in tables, logs and reports.
   *
   * @return the address
   * @throws IllegalArgumentException if it carries some; the message does not repeat them
   */
  public static String requireNoCredentials(String address) {
    Matcher start = START.matcher(address);
    if (!start.matches()) {
      return address;
    }
    String scheme = start.group(1).toLowerCase(Locale.ROOT);
    // Buckets have neither ports nor users; hdfs://user@host and abfs://container@account are fine.
    boolean credentials =
        scheme.startsWith("s3")
            ? start.group(2).matches(".*[:@].*")
            : SECRET.matcher(start.group(2)).matches();
    if (credentials) {
      throw new IllegalArgumentException(
          ("%s://…: a URI must not hold credentials, because tables, logs and reports show it; name"
                  + " the bucket alone and see the README's section Storage for where they go")
              .formatted(scheme));
    }
    return address;
  }
}
