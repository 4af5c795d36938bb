package org.dashsweep.jobs.storage;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What users write to name a place on a file system: a path, or a URI. */
public final class StorageAddress {
  /** Scheme and authority. */
  private static final Pattern START = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://([^/]*).*");

  private static final Pattern BUCKET = Pattern.compile("[^:@]*");

  /** USER@HOST:PORT, or CONTAINER@ACCOUNT. */
  private static final Pattern HOST =
      Pattern.compile("([^:@]*@)?(\\[[0-9A-Fa-f:]+]|[^:@]*)(:[0-9]*)?");

  private StorageAddress() {}

  /**
   * Refuses an address that carries credentials, as {@code s3a://KEY:SECRET@bucket} does: addresses
   * are shown in tables, logs and reports.
   *
   * @return the address
   * @throws CredentialsInAddressException if it carries some
   */
  public static String requireNoCredentials(String address) {
    Matcher start = START.matcher(address);
    if (!start.matches()) {
      return address;
    }
    String scheme = start.group(1).toLowerCase(Locale.ROOT);
    // A secret may hold a slash, which ends the authority: so this asks for what is right.
    Pattern expected = scheme.startsWith("s3") ? BUCKET : HOST;
    if (!expected.matcher(start.group(2)).matches()) {
      throw new CredentialsInAddressException(scheme);
    }
    return address;
  }
}
