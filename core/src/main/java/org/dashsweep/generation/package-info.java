/**
 * Text from a causal language model: greedy and beam search as Hugging Face's {@code generate} does
 * them, and how probable given texts are, batched over prompts.
 */
@NullMarked
package org.dashsweep.generation;

import org.jspecify.annotations.NullMarked;
