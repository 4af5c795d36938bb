/**
 * Texts to tokens and back, as the files of a Hugging Face model directory say.
 *
 * <p>The tokenizers' libraries are native: {@link org.dashsweep.tokenizer.TextTokenizer} says who
 * frees them.
 */
@NullMarked
package org.dashsweep.tokenizer;

import org.jspecify.annotations.NullMarked;
