/** The tables of an analysis: their rows, and how they are kept. Starts no Spark. */
@NullMarked
package org.dashsweep.jobs.analysis.result;

import org.jspecify.annotations.NullMarked;
