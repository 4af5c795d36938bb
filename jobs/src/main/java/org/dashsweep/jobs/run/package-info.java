/** The contract of driver and executors: what crosses between them, and the rules of a run. */
@NullMarked
package org.dashsweep.jobs.run;

import org.jspecify.annotations.NullMarked;
