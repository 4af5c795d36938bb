/** Evaluation of a fine-tuned model and its metrics. */
@NullMarked
package org.dashsweep.eval;

import org.jspecify.annotations.NullMarked;
