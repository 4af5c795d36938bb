/**
 * Trials of commonsense reasoning: a causal language model fine-tuned on instructions, and asked
 * the questions of up to eight data sets.
 */
@NullMarked
package org.dashsweep.trial.commonsense;

import org.jspecify.annotations.NullMarked;
