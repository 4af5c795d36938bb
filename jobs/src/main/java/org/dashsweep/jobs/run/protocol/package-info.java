/** The contract of driver and executors: what crosses between them, and the rules of a run. */
@NullMarked
package org.dashsweep.jobs.run.protocol;

import org.jspecify.annotations.NullMarked;
