/** The driver of a run: reads the sweep, holds the lease, schedules trials, writes the state. */
@NullMarked
package org.dashsweep.jobs.run.driver;

import org.jspecify.annotations.NullMarked;
