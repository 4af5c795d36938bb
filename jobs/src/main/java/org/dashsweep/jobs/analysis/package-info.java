/** The settings that matter, by Spark SQL and MLlib on the result tables. */
@NullMarked
package org.dashsweep.jobs.analysis;

import org.jspecify.annotations.NullMarked;
