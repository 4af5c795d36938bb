/** Trials of sequence classification: an encoder, adapters and a head, on labelled examples. */
@NullMarked
package org.dashsweep.trial.classification;

import org.jspecify.annotations.NullMarked;
