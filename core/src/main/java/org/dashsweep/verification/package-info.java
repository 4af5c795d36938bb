/**
 * Recomputes reference outputs that other software made, and says how far ours are from them.
 *
 * <p>Above the models and the training, beside the trials; only the command line knows it.
 */
@NullMarked
package org.dashsweep.verification;

import org.jspecify.annotations.NullMarked;
