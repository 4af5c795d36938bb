package org.dashsweep.data;

import org.dashsweep.tokenizer.Segments;
import org.jspecify.annotations.Nullable;

/**
 * One labelled text, or pair of texts.
 *
 * @param id stable identity within its data set, for the predictions table
 * @param text the first segment
 * @param pair the second segment, or null
 * @param label one of {@link LabelledData#labels()}
 */
public record Example(String id, String text, @Nullable String pair, Label label) {
  /** Returns the texts that a tokenizer reads of it. */
  Segments segments() {
    return new Segments(text, pair);
  }
}
