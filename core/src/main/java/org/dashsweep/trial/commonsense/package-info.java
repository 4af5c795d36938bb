/**
 * Trials of commonsense reasoning. A causal language model is fine-tuned on instructions and asked
 * the questions of up to eight data sets.
 */
@NullMarked
package org.dashsweep.trial.commonsense;

import org.jspecify.annotations.NullMarked;
