/** Reads and writes Hugging Face model directories. */
@NullMarked
package org.dashsweep.weights.huggingface;

import org.jspecify.annotations.NullMarked;
