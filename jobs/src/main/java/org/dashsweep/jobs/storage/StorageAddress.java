package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address of a place on a file system, as users write it: a path, or a URI. */
public final class StorageAddress {
  /** Scheme and authority. */
  private static final Pattern START = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://([^/]*).*");

  private static final Pattern BUCKET = Pattern.compile("[^:@]*");

  /** USER@HOST:PORT, or CONTAINER@ACCOUNT. */
  private static final Pattern HOST =
      Pattern.compile("([^:@]*@)?(\\[[0-9A-Fa-f:]+]|[^:@]*)(:[0-9]*)?");

  /**
   * Regular expression of the parts of a text's URIs that hold a secret. They are a password before
   * a host, and a signature or token in a query. A port and a path with an @ are no password.
   */
  public static final String SECRETS =
      "(://[^\\s:@/\"'<>]+:(?![0-9]+/))[^\\s@\"'<>]+(?=@)"
          + "|([?&](?:[^\\s=&#]*(?:secret|passw|token|credential|signature)[^\\s=&#]*"
          + "|sig|api[_-]?key|key|code|auth)=)[^\\s&#\"'<>]+";

  private static final Pattern SECRET = Pattern.compile("(?i)" + SECRETS);
  private static final Logger LOGGER = LoggerFactory.getLogger(StorageAddress.class);

  private StorageAddress() {}

  /** Returns a text without the secrets in its URIs. */
  public static String masked(String text) {
    return SECRET
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    Objects.requireNonNullElse(found.group(1), found.group(2)) + "\u2026"));
  }

  /**
   * Returns the place that an address names.
   *
   * @throws AddressException if it names none, or carries credentials
   */
  public static Path path(String address) {
    if (address.isBlank()) {
      throw new AddressException(
          String.format(Locale.ROOT, "'%s': an address must not be empty", address));
    }
    try {
      return new Path(requireNoCredentials(address));
    } catch (AddressException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new AddressException(
          String.format(
              Locale.ROOT, "%s: is no URI; start a path that has a colon with /", address),
          e);
    }
  }

  /**
   * Refuses a URI of a scheme that no file system has. A path has none.
   *
   * @return the address
   * @throws AddressException if there is none of its scheme, or it carries credentials
   */
  public static String requireKnown(String address, Configuration configuration) {
    Matcher start = START.matcher(requireNoCredentials(address));
    if (start.matches()) {
      requireScheme(address, start.group(1), configuration);
    }
    return address;
  }

  static void requireScheme(String address, String scheme, Configuration configuration) {
    try {
      FileSystem.getFileSystemClass(scheme, configuration);
    } catch (UnsupportedFileSystemException e) {
      throw new AddressException(
          String.format(
              Locale.ROOT,
              "%s: no file system is known by the scheme %s; a path of this machine needs none, and"
                  + " others need their connector on the class path",
              address,
              scheme),
          e);
    } catch (IOException | RuntimeException e) {
      // It is known, and who opens it says what is wrong with it.
      LOGGER.debug("The file system of {} cannot be loaded", scheme, e);
    }
  }

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
    if (!expected.matcher(start.group(2)).matches() || !masked(address).equals(address)) {
      throw new CredentialsInAddressException(scheme);
    }
    return address;
  }
}
