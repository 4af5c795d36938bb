package org.dashsweep.data.dreambooth;

import java.util.Set;

/**
 * Class of a subject.
 *
 * @param word such as {@code dog} or {@code stuffed animal}
 * @param kind which prompts fit
 */
record SubjectClass(String word, SubjectKind kind) {
  /** The live classes of the DreamBooth data set, whose file does not mark them. */
  private static final Set<String> LIVE = Set.of("cat", "dog");

  /** A class whose kind is not stated. */
  static SubjectClass of(String word) {
    return new SubjectClass(word, LIVE.contains(word) ? SubjectKind.LIVE : SubjectKind.OBJECT);
  }

  /** The class that a folder's name tells: "dog6" and "duck_toy" are a dog and a duck toy. */
  static SubjectClass ofFolder(String folder) {
    String word = folder.replaceAll("[_\\-\\s]+", " ").replaceAll("\\s?[0-9]+$", "").strip();
    return of(word.isEmpty() ? folder : word);
  }
}
