/**
 * Text generation with a causal language model, batched over prompts. Greedy and beam search follow
 * Hugging Face's {@code generate}; log-likelihoods of given texts are computed too.
 */
@NullMarked
package org.dashsweep.generation;

import org.jspecify.annotations.NullMarked;
