/** Evaluation of a fine-tuned model and its metrics. */
@NullMarked
package org.dashsweep.evaluation;

import org.jspecify.annotations.NullMarked;
