package org.dashsweep.data.dreambooth;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.dashsweep.data.StableHash;

/**
 * A subject with its photos.
 *
 * @param name of its folder, such as {@code dog6}
 * @param classWord what it is, such as {@code dog}
 * @param kind which of the data set's prompts fit it
 * @param photos in the order of their files' names; at least one
 */
public record Subject(String name, String classWord, SubjectKind kind, List<Photo> photos) {
  public Subject {
    photos = List.copyOf(photos);
    if (photos.isEmpty()) {
      throw new IllegalArgumentException("subject must have a photo: " + name);
    }
  }

  /**
   * Returns the words that stand for the subject in a prompt.
   *
   * @param token rare word that names it, such as {@code sks}; empty for none
   */
  public String words(String token) {
    return token.isBlank() ? classWord : token.strip() + " " + classWord;
  }

  /**
   * Decodes every photo, so that damage shows before a trial begins.
   *
   * @throws org.dashsweep.image.ImageException if one is damaged
   */
  public void check() {
    photos.forEach(Photo::read);
  }

  /** Identifies the photos' contents and order: lower-case hexadecimal SHA-256. */
  public String fingerprint() {
    MessageDigest digest = StableHash.sha256();
    photos.forEach(photo -> StableHash.update(digest, photo.sha256()));
    return HexFormat.of().formatHex(digest.digest());
  }
}
