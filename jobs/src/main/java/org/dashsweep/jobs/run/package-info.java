/** The sweep as a Spark job: one task per trial. */
@NullMarked
package org.dashsweep.jobs.run;

import org.jspecify.annotations.NullMarked;
