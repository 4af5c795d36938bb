/**
 * Texts to tokens and back, as the files of a Hugging Face model directory say.
 *
 * <p>The tokenizers' libraries are native: {@link org.dashsweep.tokenizer.TextTokenizer} describes
 * how they are freed.
 */
@NullMarked
package org.dashsweep.tokenizer;

import org.jspecify.annotations.NullMarked;
