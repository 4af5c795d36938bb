/**
 * Statistics of repeated measurements, as pure numbers: intervals over seeds and examples, power,
 * equivalence, multiple comparisons, rankings, agreement. It knows nothing of trials and tables.
 *
 * <p>Distributions are those of Apache Commons Math, which Spark brings along. The distribution of
 * the studentised range, which no library of a free licence has for Java, is integrated here.
 */
@NullMarked
package org.dashsweep.jobs.statistics;

import org.jspecify.annotations.NullMarked;
