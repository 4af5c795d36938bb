package org.dashsweep.jobs.storage;

import java.util.Locale;

/**
 * An address that carries credentials. The message, which is for the user, does not repeat them.
 */
public final class CredentialsInAddressException extends AddressException {
  CredentialsInAddressException(String scheme) {
    super(
        String.format(
            Locale.ROOT,
            "%s://\u2026: a URI must not hold credentials, because tables, logs and reports show it;"
                + " name the bucket alone, and give them as the README's section Storage says",
            scheme));
  }
}
