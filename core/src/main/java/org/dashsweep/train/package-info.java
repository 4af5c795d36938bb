/** The training loop: optimiser, schedules, batch order, checkpoints of a running trial. */
@NullMarked
package org.dashsweep.train;

import org.jspecify.annotations.NullMarked;
