/**
 * The search space: parameters, their kinds, ranges and constraints, and the configuration of one
 * trial.
 */
@NullMarked
package org.dashsweep.space;

import org.jspecify.annotations.NullMarked;
