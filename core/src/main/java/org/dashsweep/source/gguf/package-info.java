/** Makes a tokenizer's files, as Hugging Face has them, of a GGUF file's metadata. */
@NullMarked
package org.dashsweep.source.gguf;

import org.jspecify.annotations.NullMarked;
