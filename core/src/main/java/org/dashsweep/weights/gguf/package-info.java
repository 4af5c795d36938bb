/**
 * Reads GGUF files: llama.cpp's form of a model, in one file with metadata, tokenizer and weights
 * in plain or quantized types.
 */
@NullMarked
package org.dashsweep.weights.gguf;

import org.jspecify.annotations.NullMarked;
