package org.dashsweep.data;

import org.dashsweep.tokenizer.EncodedText;

/**
 * One example as a model reads it.
 *
 * @param id the example's id, see {@link Example#id()}
 * @param text its tokens
 * @param label index into the data set's labels
 */
public record EncodedExample(String id, EncodedText text, int label) {}
