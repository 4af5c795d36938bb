/** The Spark application around {@code core}: command line, sweep job, tables, progress, report. */
@NullMarked
package org.dashsweep.jobs;

import org.jspecify.annotations.NullMarked;
