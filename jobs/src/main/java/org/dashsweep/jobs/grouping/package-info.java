/**
 * Committed trials as everything that compares them sees them: their identity, the configuration
 * and column that a trial stands in, and the seeds that share a mean.
 */
@NullMarked
package org.dashsweep.jobs.grouping;

import org.jspecify.annotations.NullMarked;
