/** How a running sweep gets on: events from the executors, their sum on the driver, the display. */
@NullMarked
package org.dashsweep.jobs.progress;

import org.jspecify.annotations.NullMarked;
