/**
 * Verdicts on a sweep's methods: comparisons of every pair with their uncertainty, rates that were
 * chosen fairly, rankings over tasks, agreement of seeds. Made from the tables alone, without
 * Spark; the same tables give the same verdicts.
 */
@NullMarked
package org.dashsweep.jobs.verdict;

import org.jspecify.annotations.NullMarked;
