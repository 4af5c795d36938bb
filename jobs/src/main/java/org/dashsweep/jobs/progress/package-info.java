/** Progress of a running sweep: events from the executors, their sum on the driver, the display. */
@NullMarked
package org.dashsweep.jobs.progress;

import org.jspecify.annotations.NullMarked;
